# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings in a hosts.toml, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import (
    AuditItem,
    ItemBuilder,
    Items,
    masked,
)
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

_SHOWN = ("server", "capabilities", "ca", "client", "skip_verify", "override_path", "dial_timeout")


def hosts_toml_items(place: str, text: str, builder: ItemBuilder) -> Items:
    """The settings of a hosts.toml; values of headers, and of keys unknown here, as digests."""
    try:
        tables = tables_of(text)
    except NodeError:
        yield builder.secret(place, "the whole file, which is not valid TOML", text)
        return
    hosts = [table.path[1] for table in tables if table.path[:1] == ("host",) and len(table.path) > 1]
    for number, host in enumerate(dict.fromkeys(hosts), 1):
        yield builder.plain(place, f"host {number}", host)
    for assigned in (one for table in tables for one in table.assignments):
        literal = text[assigned.value_start : assigned.value_end]
        if "header" not in assigned.path and assigned.path[-1] in _SHOWN:
            yield _shown(place, assigned.path, literal, builder)
        else:
            yield builder.secret(place, f"{_label(assigned.path[:2])}, a setting that is not shown", literal)


def _shown(place: str, path: Path, literal: str, builder: ItemBuilder) -> AuditItem:
    return builder.plain(place, _label(path), re.sub(r"^(['\"])(.*)\1$", r"\2", literal))


def _label(path: Path) -> str:
    return " > ".join(masked(part) for part in path)

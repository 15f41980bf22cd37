# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""hosts.toml without the values of headers, which may hold credentials.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import (
    MASK,
    mask_userinfo_in_words,
)

LARGEST_FILE = 65536

_HEADER = re.compile(r"header", re.IGNORECASE)


def is_large(text: str) -> bool:
    """Whether a hosts.toml is larger than any that is written by hand."""
    return len(text) > LARGEST_FILE


def shown_hosts_toml(text: str) -> t.Optional[str]:
    """The text of a hosts.toml without secrets; None if it is very large, or if its headers can't be masked."""
    shown = None if is_large(text) else without_header_values(text)
    return None if shown is None else mask_userinfo_in_words(shown)


def without_header_values(text: str) -> t.Optional[str]:
    """The text with masked values of headers, and without comments; None if a value could be anywhere else.

    A text that does not contain the word header is returned as it is.
    """
    if not _HEADER.search(text):
        return text
    try:
        tables = tables_of(text)
    except NodeError:
        return None
    lines: list[str] = []
    for table in tables:
        if table.repeated:
            return None
        if table.path:
            lines.append(f"[{_key(table.path)}]")
        for assigned in table.assignments:
            value = _masked(assigned.path, text[assigned.value_start : assigned.value_end])
            if value is None:
                return None
            lines.append(f"{_key(assigned.path[len(table.path) :])} = {value}")
    return "".join(f"{line}\n" for line in lines)


def _masked(path: Path, literal: str) -> t.Optional[str]:
    below = path[2:] if path[:1] == ("host",) else path
    if below[:1] == ("header",):
        # One header, or all of them as an inline table.
        return json.dumps(MASK) if len(below) > 1 else "{}"
    return None if _HEADER.search(literal) else literal


def _key(path: Path) -> str:
    return ".".join(json.dumps(part, ensure_ascii=False) for part in path)

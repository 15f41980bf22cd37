# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Environment variables of a service, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder, Items

PROCESS = "the running process"

_PROXY = re.compile(r"(?:CONTAINERD_)?(?:HTTPS?|NO|ALL)_PROXY", re.IGNORECASE)
_OTHERS = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def variable_items(place: str, values: t.Mapping[str, str], managed: t.Container[str], builder: ItemBuilder) -> Items:
    """The variables of the proxy, and the `managed` ones, whose values may be secrets."""
    for name, value in sorted(values.items()):
        if _counts(name):
            yield builder.plain(place, name, value)
        elif name in managed:
            yield builder.secret(place, name, value)


def process_state(runs: bool, builder: ItemBuilder) -> AuditItem:
    """Whether the process that pulls images runs."""
    return builder.plain(PROCESS, "state", "runs" if runs else "does not run")


def _counts(name: str) -> bool:
    return bool(_PROXY.fullmatch(name)) or name in _OTHERS

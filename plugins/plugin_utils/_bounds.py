# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers that have a least value.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding

_LEAST: t.Mapping[str, t.Mapping[str, float]] = {
    "preview": {"connect_timeout": 0.1, "retries": 0},
    "probe": {"workers": 1, "timeout": 1, "connect_timeout": 0.1, "retries": 0},
    "runtime": {"timeout": 1},
    "time_sync": {"timeout": 0, "max_offset_ms": 0},
    "verify": {"parallel": 1, "timeout": 1, "connect_timeout": 0.1, "retries": 0, "min_free_mb": 0, "jitter": 0},
}


def too_small(role: str, arguments: t.Mapping[str, t.Any]) -> list[Finding]:
    """An error for each argument below its least value, under the name of the role's variable."""
    low = {name: minimum for name, minimum in _LEAST.get(role, {}).items() if arguments[name] < minimum}
    return [
        Finding(
            "out-of-range", "error", f"{role}_{name}", f"{arguments[name]} is too small.", f"Write {minimum} or more."
        )
        for name, minimum in low.items()
    ]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a node in a verification document. They have no cause, and verify_skip accepts them.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from enum import Enum


class NodeCheck(Enum):
    """The stable identifiers, in the order of the document."""

    RESTART_PENDING = "restart_pending"
    ENVIRONMENT_DIFFERS = "environment_differs"
    VARIABLE_SHADOWED = "variable_shadowed"
    ANCHORS_MISSING = "anchors_missing"
    STORE_READ_ONLY = "store_read_only"
    KNOWN_ISSUES = "known_issues"
    DRIFT = "drift"
    CLOCK_OFFSET = "clock_offset"
    DISK_FREE = "disk_free"
    DEBUG_LEVEL = "debug_level"

    def result(self, passed: bool, observed: str) -> dict[str, str]:
        """The entry of the document."""
        return {"check": self.value, "state": "passed" if passed else "failed", "observed": observed}

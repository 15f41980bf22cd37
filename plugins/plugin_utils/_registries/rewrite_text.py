# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters of a rewrite that RKE2 and K3s write to hosts.toml without an escape.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re

_BACKSLASH_GROUP = re.compile(r"\\[0-9]")


def is_changed_by_toml(pattern: str, replacement: str) -> bool:
    """Whether the rule becomes another rule, or makes hosts.toml unreadable."""
    return any(char in '\\"\x7f' or char < " " for char in pattern + replacement)


def spelling_for_toml(replacement: str) -> str:
    """How to write such a rule, as a sentence without a full stop."""
    if _BACKSLASH_GROUP.search(replacement):
        return "Write ${1} for the first group of the pattern"
    return "Write [.] for a dot, [0-9] for a digit, [A-Za-z0-9_] for a letter"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cause why an image can't be pulled, with texts that help to fix it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """``code`` is one of those in docs/causes.md; ``endpoint`` the URL that it concerns (empty: the node itself).

    ``severity`` is error (the image can't be pulled for it), or warning (another endpoint served it). ``doc`` is the
    place in the documentation. No field holds a secret.
    """

    code: str
    endpoint: str
    checked: str
    observed: str
    expected: str
    fix: str
    doc: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"Checked: {self.checked}. Observed: {self.observed}. Expected: {self.expected}. Fix: {self.fix}."


@dataclass(frozen=True)
class CauseKind:
    """One cause code. ``stage`` is where the fault occurs (``node``, or a stage of a probe), ``title`` is a short
    description.

    The other texts are templates, filled in by `cause_of`, without a full stop. A ``temporary`` cause may disappear
    with the next attempt. A cause that ``only_warns`` is never the reason for a failed pull.
    """

    code: str
    stage: str
    title: str
    checked: str
    expected: str
    fix: str
    temporary: bool = False
    only_warns: bool = False

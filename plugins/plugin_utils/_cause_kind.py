# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is the same in every cause of one code: what was checked, what should be, what to do.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CauseKind:
    """One code. ``stage`` is where it shows (``node``, or a stage of a probe), ``title`` names it in a few words.

    The other texts are templates over what `_cause_text.py` fills in, without a full stop. A ``temporary`` cause may
    be gone at the next try.
    """

    code: str
    stage: str
    title: str
    checked: str
    expected: str
    fix: str
    temporary: bool = False

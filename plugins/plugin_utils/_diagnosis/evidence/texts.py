# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Formats values for the texts of causes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls

_LONGEST = 500


def clock_offset(seconds: float) -> str:
    """How far a clock is off, in the largest unit that fits: ``40 days behind``."""
    size = abs(seconds)
    units = ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes"))
    length, unit = next(((size / long, name) for long, name in units if size >= 2 * long), (size, "s"))
    return f"{length:.4g} {unit} {'ahead' if seconds > 0 else 'behind'}"


def one_line(text: str, more: str = "") -> str:
    """One line without credentials, without a full stop, and not longer than a person reads."""
    line = " ".join(mask_urls(f"{text}{more}").split()).rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that may hold anything, made fit for a terminal and for XML.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with a blank for each character that can't be printed, on one line."""
    return "".join(character if character.isprintable() else " " for character in text)

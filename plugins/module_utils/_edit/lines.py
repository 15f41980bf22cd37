# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edit files made of directives, one a line, such as chrony.conf: managed lines are added or removed.

An entry's id is the line itself, its value is empty. Managed lines go to the top. Dropping them restores every byte,
also of a file that does not end with a line feed. This module util is private to the collection and may change at any
time.
"""

from __future__ import annotations

import typing as t


def read_entries(text: str, ids: t.Iterable[str]) -> dict[str, str]:
    """The named lines that are there."""
    present = set(text.splitlines())
    return {line: "" for line in ids if line in present}


def write_entries(text: str, entries: t.Mapping[str, str]) -> str:
    """The text with the lines that it lacks put on top, in alphabetical order."""
    missing = sorted(set(entries) - set(read_entries(text, entries)))
    return "".join(f"{line}\n" for line in missing) + text


def drop_entries(text: str, ids: t.Iterable[str]) -> str:
    """The text without the named lines."""
    gone = set(ids)
    return "".join(line for line in text.splitlines(keepends=True) if line.rstrip("\r\n") not in gone)

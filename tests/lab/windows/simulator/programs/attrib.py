# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""attrib.exe: of a file's attributes only whether it is read-only, which is a file that nobody may write here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..machine import Machine
from ..system.real import Ended

_WRITE = 0o222


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`attrib PATH`; that a file is not there is no failure."""
    if len(arguments) != 1:
        return Ended(1, "", f"attrib {' '.join(arguments)} is not simulated")
    (path,) = arguments
    place = machine.files.at(path)
    if not place.exists():
        return Ended(0, f"File not found - {path}\r\n", "")
    letters = "A    R" if is_read_only(place) else "A"
    return Ended(0, f"{letters:21}{path}\r\n", "")


def is_read_only(place: Path) -> bool:
    """Folders never are."""
    return place.is_file() and not place.stat().st_mode & _WRITE

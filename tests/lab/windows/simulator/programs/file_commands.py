# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of cmd.exe that make, list, copy and move files; a success leaves the exit code before it."""

from __future__ import annotations

from collections.abc import Sequence

from ..access import carry
from ..files import NoSuchDriveError
from ..machine import Machine
from ..real import Ended

_NOT_FOUND = "The system cannot find the file specified.\r\n"


def run(machine: Machine, name: str, words: Sequence[str], code: int) -> Ended:
    """`md`, `dir /b`, `copy /b /y` and `move /y` with plain paths."""
    paths = [word for word in words if not word.startswith("/")]
    commands = {"md": _make, "dir": _listed, "copy": _copied, "move": _moved}
    try:
        return commands[name](machine, paths, code)
    except (NoSuchDriveError, FileNotFoundError):
        return Ended(1, "", _NOT_FOUND)
    except OSError:
        return Ended(1, "", "Access is denied.\r\n")


def _make(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    place = machine.files.at(paths[0])
    if place.exists():
        return Ended(1, "", f"A subdirectory or file {paths[0]} already exists.\r\n")
    place.mkdir(parents=True)
    return Ended(code, "", "")


def _listed(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    names = sorted(entry.name for entry in machine.files.at(paths[0]).iterdir())
    return Ended(code, "".join(f"{name}\r\n" for name in names), "") if names else Ended(1, "", "File Not Found\r\n")


def _copied(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """A file that is there already keeps its access control; a new one inherits."""
    source, target = paths
    machine.files.at(target).write_bytes(machine.files.at(source).read_bytes())
    return Ended(code, "        1 file(s) copied.\r\n", "")


def _moved(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """Access control goes along, on one drive."""
    source, target = paths
    machine.files.at(source).replace(machine.files.at(target))
    carry(machine.state, source, target)
    return Ended(code, "        1 file(s) moved.\r\n", "")

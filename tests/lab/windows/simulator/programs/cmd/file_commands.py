# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of cmd.exe that make, list, copy and move files; a success leaves the exit code before it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from ...machine import Machine
from ...system.access import carry
from ...system.files import NoSuchDriveError
from ...system.real import Ended
from .. import attrib

_ENGLISH = ("File(s)", "Dir(s)", "bytes free")
_NOT_FOUND = "The system cannot find the file specified.\r\n"


def run(machine: Machine, name: str, words: Sequence[str], code: int) -> Ended:
    """`md`, `dir /b`, `dir /s /b`, `dir /-c /ad`, `copy /b /y` and `move /y` with plain paths."""
    paths = [word for word in words if not word.startswith("/")]
    listed = _all_below if "/s" in words else _listed if "/b" in words else _summed_up
    commands = {"md": _make, "dir": listed, "copy": _copied, "move": _moved}
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


def _all_below(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """The complete path of everything below the folder."""
    top = machine.files.at(paths[0])
    if not top.is_dir():
        return Ended(1, "", "File Not Found\r\n")
    below = sorted(top.rglob("*"))
    lines = ["\\".join([paths[0], *place.relative_to(top).parts]) for place in below]
    return Ended(code, "".join(f"{line}\r\n" for line in lines), "") if lines else Ended(1, "", "File Not Found\r\n")


def _summed_up(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """Folders alone; the last line says how much is free, in the system's language."""
    place, host = machine.files.at(paths[0]), machine.state["host"]
    folders = sorted(entry.name for entry in place.iterdir() if entry.is_dir())
    lines = [f" Directory of {paths[0]}", "", *(f"01/01/2026  10:00    <DIR>          {name}" for name in folders)]
    free = host.get("free_mb", shutil.disk_usage(place).free // 1024**2) * 1024**2
    words = ("Datei(en)", "Verzeichnis(se)", "Bytes frei") if host.get("language") == "de" else _ENGLISH
    lines += [f"               0 {words[0]}              0 bytes", f"{len(folders):16} {words[1]}  {free} {words[2]}"]
    return Ended(code, "".join(f"{line}\r\n" for line in lines), "")


def _copied(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """A file that is there already keeps its access control; a new one inherits."""
    source, target = paths
    machine.files.at(target).write_bytes(machine.files.at(source).read_bytes())
    return Ended(code, "        1 file(s) copied.\r\n", "")


def _moved(machine: Machine, paths: Sequence[str], code: int) -> Ended:
    """Access control goes along, on one drive."""
    source, target = paths
    if attrib.is_read_only(machine.files.at(target)):
        return Ended(1, "", "Access is denied.\r\n        0 file(s) moved.\r\n")
    machine.files.at(source).replace(machine.files.at(target))
    carry(machine.state, source, target)
    return Ended(code, "        1 file(s) moved.\r\n", "")

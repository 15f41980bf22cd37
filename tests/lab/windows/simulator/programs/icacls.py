# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""icacls.exe: show and set access control, as far as it is asked to here."""

from __future__ import annotations

from collections.abc import Sequence

from ..machine import Machine
from ..system.access import account, effective, entry, set_entry
from ..system.files import Files
from ..system.real import Ended

_SHOWN = {"FullControl": "(F)", "ReadAndExecute": "(RX)", "Modify": "(M)", "Read": "(R)", "Write": "(W)"}
_RIGHTS = {"F": "FullControl", "RX": "ReadAndExecute", "M": "Modify", "R": "Read", "W": "Write"}
_NO_SID = "No files with a matching SID was found."
_DONE = "Successfully processed 1 files; Failed processing 0 files\r\n"


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`icacls PATH`, with /reset, /setowner, /inheritance:r, /grant:r and /findsid."""
    path, *options = arguments
    if not machine.files.at(path).exists():
        return Ended(2, "", f"{path}: The system cannot find the file specified.\r\n")
    if not options:
        return Ended(0, _listing(machine, path) + _DONE, "")
    words = [option.lower() for option in options]
    said = entry(machine.state, path)
    inherits, rights = said["inherits"], dict(said["rights"])
    if words[0] == "/findsid":
        answer = f"SID Found: {path}." if account(options[1].lstrip("*")) in rights else _NO_SID
        return Ended(0, f"{answer}\r\n{_DONE}", "")
    if words[0] == "/setowner":
        return _set_owner(machine, path, options[1])
    if words == ["/reset"]:
        inherits, rights = True, {}
    if "/inheritance:r" in words:
        inherits = False
    for granted in options[words.index("/grant:r") + 1 :] if "/grant:r" in words else ():
        name, _colon, right = granted.partition(":")
        who = account(name.lstrip("*"))
        if who is None:
            return _no_mapping(name)
        rights[who] = _RIGHTS[right.rpartition(")")[2]]
    set_entry(machine.state, path, inherits, rights)
    return Ended(0, f"processed file: {path}\r\n{_DONE}", "")


def _set_owner(machine: Machine, path: str, name: str) -> Ended:
    who = account(name.lstrip("*"))
    if who is None:
        return _no_mapping(name)
    with machine.state.changing() as state:
        state["owners"][Files.name(path)] = who
    return Ended(0, _DONE, "")


def _listing(machine: Machine, path: str) -> str:
    """The accounts in the order of the list, the path before the first."""
    own = entry(machine.state, path)["rights"]
    spread = "(OI)(CI)" if machine.files.at(path).is_dir() else ""
    lines = [
        f"{who}:{'' if who in own else '(I)'}{spread}{_SHOWN[right]}"
        for who, right in effective(machine.state, path).items()
    ]
    indent = " " * (len(path) + 1)
    return f"{path} " + f"\r\n{indent}".join(lines) + "\r\n\r\n"


def _no_mapping(name: str) -> Ended:
    return Ended(1332, "", f"{name}: No mapping between account names and security IDs was done.\r\n")

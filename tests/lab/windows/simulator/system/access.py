# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access control lists of files: what is said at a path, and what follows from it and the folders above.

A path without an entry of its own inherits. The drive's root lets ordinary users read, as Windows Server sets it up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .files import Files
from .state import State

SYSTEM, ADMINISTRATORS, USERS = "NT AUTHORITY\\SYSTEM", "BUILTIN\\Administrators", "BUILTIN\\Users"
_NAMES = {
    "system": SYSTEM,
    "s-1-5-18": SYSTEM,
    "nt authority\\system": SYSTEM,
    "administrators": ADMINISTRATORS,
    "s-1-5-32-544": ADMINISTRATORS,
    "builtin\\administrators": ADMINISTRATORS,
    "users": USERS,
    "s-1-5-32-545": USERS,
    "builtin\\users": USERS,
}
_ROOT: Mapping[str, str] = {SYSTEM: "FullControl", ADMINISTRATORS: "FullControl", USERS: "ReadAndExecute"}

Rights = dict[str, str]


def account(name: str) -> str | None:
    """The full name of an account, by any of its names or its SID; None for one that there is not."""
    return _NAMES.get(name.lower())


def entry(state: State, path: str) -> dict[str, Any]:
    """What is said at a path: `{inherits, rights}`, rights by account."""
    found: dict[str, Any] = state["acls"].get(Files.name(path), {"inherits": True, "rights": {}})
    return found


def effective(state: State, path: str) -> Rights:
    """Who may do what with a path."""
    said = entry(state, path)
    folder, _slash, name = Files.name(path).rpartition("\\")
    above = (effective(state, folder) if folder and name else dict(_ROOT)) if said["inherits"] else {}
    return {**above, **said["rights"]}


def owner(state: State, path: str) -> str:
    """Who owns a path."""
    return str(state["owners"].get(Files.name(path), ADMINISTRATORS))


def set_entry(state: State, path: str, inherits: bool, rights: Rights) -> None:
    """Say something at a path."""
    with state.changing() as changing:
        changing["acls"][Files.name(path)] = {"inherits": inherits, "rights": rights}


def mirror(state: State, files: Files) -> None:
    """Give files the container's modes where something is said: what ordinary users may not read is root's alone."""
    for path in sorted(state["acls"]):
        hidden = USERS not in effective(state, path)
        place = files.at(path)
        for found in [place, *place.rglob("*")] if place.is_dir() else [place]:
            if found.exists():
                mode = 0o755 if found.is_dir() else 0o644
                found.chmod(mode & 0o700 if hidden else mode)


def carry(state: State, old: str, new: str) -> None:
    """A file got another name, on the same drive: it keeps what is said of it."""
    with state.changing() as changing:
        for said in (changing["acls"], changing["owners"]):
            said.pop(Files.name(new), None)
            if Files.name(old) in said:
                said[Files.name(new)] = said.pop(Files.name(old))


def forget(state: State, path: str) -> None:
    """The path is gone, and all below it."""
    name = Files.name(path)
    with state.changing() as changing:
        for said in (changing["acls"], changing["owners"]):
            for known in [one for one in said if one == name or one.startswith(name + "\\")]:
                del said[known]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_acl and win_acl_inheritance, for files and folders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system.access import account, effective, entry, owner, set_entry
from ..system.files import Files
from .files import place


def _acl(machine: Machine, call: Call) -> dict[str, Any]:
    _present(machine, call)
    who = account(call["user"])
    if who is None:
        raise ModuleFailureError(f"{call['user']} is not a valid user or group on the host machine or domain")
    if call["type"] != "allow":
        raise ModuleFailureError("type deny is not simulated")
    said = entry(machine.state, call["path"])
    rights = {name: right for name, right in said["rights"].items() if name != who}
    if call["state"] == "present":
        rights[who] = call["rights"]
    changed = bool(rights != said["rights"])
    if changed and not call.check_mode:
        set_entry(machine.state, call["path"], said["inherits"], rights)
    return {"changed": changed}


def _inheritance(machine: Machine, call: Call) -> dict[str, Any]:
    _present(machine, call)
    said, wanted = entry(machine.state, call["path"]), call["state"] == "present"
    changed = said["inherits"] is not wanted
    if changed and not call.check_mode:
        copied = effective(machine.state, call["path"]) if call["reorganize"] and not wanted else said["rights"]
        set_entry(machine.state, call["path"], wanted, dict(copied))
    return {"changed": changed}


def _owner(machine: Machine, call: Call) -> dict[str, Any]:
    _present(machine, call)
    who = account(call["user"])
    if who is None:
        raise ModuleFailureError(f"{call['user']} is not a valid user or group on the host machine or domain")
    changed = owner(machine.state, call["path"]) != who
    if changed and not call.check_mode:
        with machine.state.changing() as state:
            state["owners"][Files.name(call["path"])] = who
    return {"changed": changed}


def _present(machine: Machine, call: Call) -> None:
    if not place(machine, call["path"]).exists():
        raise ModuleFailureError(f"{call['path']} file or directory does not exist on the host")


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_acl": _acl,
    "ansible.windows.win_acl_inheritance": _inheritance,
    "ansible.windows.win_owner": _owner,
}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_service and win_service_info. The service manager calls a service of RKE2 running as soon as it is started."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import rke2
from ..machine import Call, Effect, Machine, ModuleFailureError

_REAL = "rke2"


def _service(machine: Machine, call: Call) -> dict[str, Any]:
    name, service = _found(machine, call["name"])
    if service is None:
        if call["state"] == "absent":
            return {"exists": False}
        raise ModuleFailureError(f"Service '{call['name']}' is not there, and making services is not simulated")
    if call["state"] in ("absent", "paused"):
        raise ModuleFailureError(f"state {call['state']} is not simulated")
    changed = call["start_mode"] not in (None, service["start_mode"])
    if changed and not call.check_mode:
        _set(machine, name, start_mode=call["start_mode"])
    changed = _to_state(machine, call, name, service["state"]) or changed
    return {"changed": changed, "exists": True, "name": name, **machine.state["services"][name]}


def _to_state(machine: Machine, call: Call, name: str, state: str) -> bool:
    wanted = call["state"]
    changed = wanted == "restarted" or wanted not in (None, state)
    if changed and not call.check_mode:
        if wanted in ("stopped", "restarted"):
            _stop(machine, name)
        if wanted in ("started", "restarted"):
            _start(machine, name)
    return bool(changed)


def _start(machine: Machine, name: str) -> None:
    if machine.state["services"][name]["start_mode"] == "disabled":
        raise ModuleFailureError(f"Failed to start service '{name}': it is disabled")
    if name == _REAL:
        rke2.start(machine.state)
    _set(machine, name, state="started")


def _stop(machine: Machine, name: str) -> None:
    if name == _REAL:
        rke2.stop(machine.state)
    _set(machine, name, state="stopped")


def _set(machine: Machine, name: str, **values: str) -> None:
    with machine.state.changing() as state:
        state["services"][name] = {**state["services"][name], **values}


def _info(machine: Machine, call: Call) -> dict[str, Any]:
    """A name may end in a star."""
    pattern = (call["name"] or "*").lower()
    chosen = [
        {"name": name, **service}
        for name, service in sorted(machine.state["services"].items())
        if name.lower() == pattern or (pattern.endswith("*") and name.lower().startswith(pattern[:-1]))
    ]
    return {"exists": bool(chosen), "services": chosen}


def _found(machine: Machine, name: str) -> tuple[str, Mapping[str, Any] | None]:
    services = machine.state["services"]
    known = next((one for one in services if one.lower() == name.lower()), name)
    return known, services.get(known)


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_service": _service,
    "ansible.windows.win_service_info": _info,
}

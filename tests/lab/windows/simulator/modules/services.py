# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of win_service and win_service_info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system import service_manager
from ..system.service_manager import ServiceError

_NOT_SIMULATED = ("absent", "paused")


def _service(machine: Machine, call: Call) -> dict[str, Any]:
    name = service_manager.find(machine, call["name"])
    if name is None:
        if call["state"] == "absent":
            return {"exists": False}
        raise ModuleFailureError(f"Service '{call['name']}' is not there, and making services is not simulated")
    if call["state"] in _NOT_SIMULATED:
        raise ModuleFailureError(f"state {call['state']} is not simulated")
    service = service_manager.seen(machine, name)
    changed = call["start_mode"] not in (None, service["start_mode"])
    if changed and not call.check_mode:
        service_manager.change(machine, name, {"start_mode": call["start_mode"]})
    changed = _to_state(machine, call, name, service["state"]) or changed
    return {"changed": changed, "exists": True, **_described(machine, name)}


def _to_state(machine: Machine, call: Call, name: str, state: str) -> bool:
    wanted = call["state"]
    changed = wanted == "restarted" or wanted not in (None, state)
    if changed and not call.check_mode:
        try:
            _bring(machine, name, wanted)
        except ServiceError as error:
            raise ModuleFailureError(str(error)) from None
    return bool(changed)


def _bring(machine: Machine, name: str, wanted: str) -> None:
    if wanted in ("stopped", "restarted"):
        service_manager.stop(machine, name)
    if wanted in ("started", "restarted"):
        service_manager.start(machine, name)


def _info(machine: Machine, call: Call) -> dict[str, Any]:
    """A name may end in a star."""
    pattern = (call["name"] or "*").lower()
    chosen = [
        _described(machine, name)
        for name in sorted(machine.state["services"])
        if name.lower() == pattern or (pattern.endswith("*") and name.lower().startswith(pattern[:-1]))
    ]
    return {"exists": bool(chosen), "services": chosen}


def _described(machine: Machine, name: str) -> Mapping[str, Any]:
    service = service_manager.seen(machine, name)
    return {"name": name, "display_name": name, "description": "", "dependencies": [], **service}


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_service": _service,
    "ansible.windows.win_service_info": _info,
}

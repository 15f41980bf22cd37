# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of win_firewall_rule, which nothing of the container's network follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError

_KEPT = (
    "action",
    "direction",
    "enabled",
    "description",
    "localip",
    "remoteip",
    "localport",
    "remoteport",
    "program",
    "service",
    "protocol",
    "profiles",
)


def _rule(machine: Machine, call: Call) -> dict[str, Any]:
    """Rules are kept by name; an option that is not given leaves what a rule has."""
    name = call["name"] or call["group"]
    if not name:
        raise ModuleFailureError("Either name or group must be specified")
    if call["remoteport"] and call["protocol"] in (None, "any"):
        raise ModuleFailureError("remoteport needs a protocol")
    present = machine.state["firewall"].get(name)
    wanted = None
    if call["state"] == "present":
        wanted = {**(present or {}), **{option: call[option] for option in _KEPT if call[option] is not None}}
    changed = present != wanted
    if changed and not call.check_mode:
        with machine.state.changing() as state:
            state["firewall"].pop(name, None)
            if wanted is not None:
                state["firewall"][name] = wanted
    return {"changed": changed, "msg": f"Firewall rule '{name}'"}


EFFECTS: Mapping[str, Effect] = {"community.windows.win_firewall_rule": _rule}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test does to a simulated node beside Ansible: `python3 -m simulator.control STATE WHAT VALUE...`.

| what | value |
|---|---|
| `install` | build of Windows Server: the first state of a node |
| `build` | of Windows Server: 17763, 20348, 26100 |
| `version` | of RKE2: v1.31.1+rke2r1 |
| `free` | MiB that are free on its disk; off: what the lab's own has |
| `survivors` | on: RKE2's processes survive a stop of the service, as with versions before February 2024 |
| `domain` | on: the node is a member of a domain, which sets its clock |
| `policy` | time servers that a group policy sets; off: none |
| `language` | en or de: of what w32tm.exe says |
| `administrator` | off: the user has no administrator's rights |
| `stalled` | a pattern: once a file with such a text was transferred to it, the node says no more, until this is off |
| `rancher` | NAME=VALUE...: Rancher's plan is run, which replaces the service's environment with these |
| `managed` | on: Rancher manages the node, by its service rancher-wins |
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .installation import TCPIP, install, set_build
from .machine import Machine
from .programs.w32tm import PARAMETERS, POLICY
from .system.registry import Value
from .system.service_manager import KEY
from .wine.machine import wine_machine

DOMAIN = "corp.lab"
_WINS = "rancher-wins"


def _install(machine: Machine, value: str) -> None:
    install(machine, int(value))


def _build(machine: Machine, value: str) -> None:
    set_build(machine, int(value))


def _version(machine: Machine, value: str) -> None:
    _set_host(machine, rke2_version=value)


def _survivors(machine: Machine, value: str) -> None:
    _set_host(machine, children_survive_stop=value == "on")


def _free(machine: Machine, value: str) -> None:
    _set_host(machine, free_mb=None if value == "off" else int(value))


def _domain(machine: Machine, value: str) -> None:
    member = value == "on"
    _set_host(machine, domain_member=member)
    machine.registry.set_value(PARAMETERS, "Type", Value("string", "NT5DS" if member else "NTP"))
    machine.registry.set_value(TCPIP, "Domain", Value("string", DOMAIN * member))


def _policy(machine: Machine, value: str) -> None:
    machine.registry.delete_key(POLICY)
    if value != "off":
        machine.registry.set_value(POLICY, "NtpServer", Value("string", value))
        machine.registry.set_value(POLICY, "Type", Value("string", "NTP"))


def _language(machine: Machine, value: str) -> None:
    _set_host(machine, language=value)


def _administrator(machine: Machine, value: str) -> None:
    _set_host(machine, without_rights=value == "off")


def _stalled(machine: Machine, value: str) -> None:
    _set_host(machine, stalled="" if value == "off" else value)


def _rancher(machine: Machine, *values: str) -> None:
    """Only RKE2_* and the proxies' variables are put there, everything else is lost; without any the value goes."""
    machine.registry.delete_value(KEY, "Environment")
    if values:
        machine.registry.set_value(KEY, "Environment", Value("multistring", sorted(values)))


def _managed(machine: Machine, value: str) -> None:
    path = r"C:\etc\rancher\wins\wins.exe srv app run"
    with machine.state.changing() as state:
        state["services"].pop(_WINS, None)
        if value == "on":
            service = {"start_mode": "auto", "state": "started", "path": path, "username": "LocalSystem"}
            state["services"][_WINS] = service


def _set_host(machine: Machine, **values: Any) -> None:
    """Change facts of the host; None removes one."""
    with machine.state.changing() as state:
        state["host"].update(values)
        for name in [one for one, value in values.items() if value is None]:
            del state["host"][name]


_ACTIONS: Mapping[str, Callable[..., None]] = {
    "install": _install,
    "build": _build,
    "version": _version,
    "survivors": _survivors,
    "domain": _domain,
    "free": _free,
    "policy": _policy,
    "language": _language,
    "administrator": _administrator,
    "rancher": _rancher,
    "managed": _managed,
    "stalled": _stalled,
}


def control(machine: Machine, what: str, values: Sequence[str]) -> None:
    """Do it. Raises KeyError for an unknown thing."""
    _ACTIONS[what](machine, *values)


if __name__ == "__main__":
    control(wine_machine(Path(sys.argv[1])), sys.argv[2], sys.argv[3:])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test does to a simulated node beside Ansible: `python3 -m simulator.control STATE WHAT VALUE...`.

| what | value |
|---|---|
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

from .programs.w32tm import PARAMETERS, POLICY
from .system.service_manager import KEY
from .system.state import State

_TCPIP = r"hklm\system\currentcontrolset\services\tcpip\parameters"
DOMAIN = "corp.lab"
_WINS = "rancher-wins"


def _build(state: State, value: str) -> None:
    state["host"]["build"] = int(value)


def _version(state: State, value: str) -> None:
    state["host"]["rke2_version"] = value


def _survivors(state: State, value: str) -> None:
    state["host"]["children_survive_stop"] = value == "on"


def _free(state: State, value: str) -> None:
    state["host"].pop("free_mb", None)
    if value != "off":
        state["host"]["free_mb"] = int(value)


def _domain(state: State, value: str) -> None:
    member = value == "on"
    state["host"]["domain_member"] = member
    for key, name, data in ((PARAMETERS, "Type", "NT5DS" if member else "NTP"), (_TCPIP, "Domain", DOMAIN * member)):
        state["registry"].setdefault(key, {})[name] = {"type": "string", "data": data}


def _policy(state: State, value: str) -> None:
    state["registry"].pop(POLICY, None)
    if value != "off":
        values = {"NtpServer": value, "Type": "NTP"}
        state["registry"][POLICY] = {name: {"type": "string", "data": data} for name, data in values.items()}


def _language(state: State, value: str) -> None:
    state["host"]["language"] = value


def _administrator(state: State, value: str) -> None:
    state["host"]["without_rights"] = value == "off"


def _stalled(state: State, value: str) -> None:
    state["host"]["stalled"] = "" if value == "off" else value


def _rancher(state: State, *values: str) -> None:
    """Only RKE2_* and the proxies' variables are put there, everything else is lost; without any the value goes."""
    values_of_key = state["registry"].setdefault(KEY, {})
    values_of_key.pop("Environment", None)
    if values:
        values_of_key["Environment"] = {"type": "multistring", "data": sorted(values)}


def _managed(state: State, value: str) -> None:
    state["services"].pop(_WINS, None)
    if value == "on":
        path = r"C:\etc\rancher\wins\wins.exe srv app run"
        state["services"][_WINS] = {"start_mode": "auto", "state": "started", "path": path, "username": "LocalSystem"}


_ACTIONS: Mapping[str, Callable[..., None]] = {
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


def control(state: State, what: str, values: Sequence[str]) -> None:
    """Do it. Raises KeyError for an unknown thing."""
    action = _ACTIONS[what]
    with state.changing() as changing:
        action(changing, *values)


if __name__ == "__main__":
    control(State(Path(sys.argv[1])), sys.argv[2], sys.argv[3:])

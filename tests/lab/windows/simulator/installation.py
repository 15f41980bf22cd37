# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first state of a node: a stand-alone server with RKE2 installed as an agent that was never started."""

from __future__ import annotations

from .machine import Machine
from .programs.w32tm import PARAMETERS
from .system.registry import Value
from .system.service_manager import KEY

TCPIP = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_VERSION = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_AUTOMATIC = {"start_mode": "auto", "state": "stopped", "username": "LocalSystem"}
_SERVICES = {
    "rke2": {**_AUTOMATIC, "path": r"C:\usr\local\bin\rke2.exe agent --config /etc/rancher/rke2/config.yaml"},
    "W32Time": {**_AUTOMATIC, "start_mode": "manual", "path": r"C:\Windows\system32\svchost.exe"},
}


def install(machine: Machine, build: int) -> None:
    """Make the first state of a node with this build of Windows Server."""
    with machine.state.changing() as state:
        state["host"].update(domain_member=False)
        state["services"].update({name: dict(service) for name, service in _SERVICES.items()})
    registry = machine.registry
    registry.make_key(KEY)
    registry.set_value(TCPIP, "Domain", Value("string", ""))
    registry.set_value(PARAMETERS, "NtpServer", Value("string", "time.windows.com,0x9"))
    registry.set_value(PARAMETERS, "Type", Value("string", "NTP"))
    set_build(machine, build)


def set_build(machine: Machine, build: int) -> None:
    """Give the node this build of Windows Server, as an installation of another release does."""
    for name in ("CurrentBuild", "CurrentBuildNumber"):
        machine.registry.set_value(_VERSION, name, Value("string", str(build)))
    with machine.state.changing() as state:
        state["host"]["build"] = build
    machine.unit.restart_windows()

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sc.exe queryex, tasklist.exe and whoami.exe /groups, as they print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..machine import Machine
from ..real import Ended
from ..real import run as run_real

_STATES = {"stopped": (1, "STOPPED"), "started": (4, "RUNNING"), "paused": (7, "PAUSED")}


def service(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`sc queryex NAME`."""
    if len(arguments) != 2 or arguments[0].lower() not in ("query", "queryex"):
        return Ended(1, "", f"sc {' '.join(arguments)} is not simulated")
    services = machine.state["services"]
    name = next((known for known in services if known.lower() == arguments[1].lower()), None)
    if name is None:
        return Ended(1060, "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n", "")
    number, word = _STATES[services[name]["state"]]
    return Ended(0, f"\r\nSERVICE_NAME: {name}\r\n        STATE              : {number}  {word}\r\n", "")


def processes(_machine: Machine, _arguments: Sequence[str], _given: str) -> Ended:
    """`tasklist /fo csv /nh`: the container's processes of RKE2, by the names that they have on Windows."""
    listed = "".join(f'"{name}.exe","{pid}","Services","0","1,024 K"\r\n' for pid, name in _running())
    return Ended(0, f'"System","4","Services","0","144 K"\r\n{listed}', "")


def _running() -> Iterator[tuple[str, str]]:
    for line in run_real(["ps", "-eo", "pid=,args="]).out.splitlines():
        pid, _space, command = line.strip().partition(" ")
        name = re.split(r"[\s/]+", command.partition(" ")[0])[-1]
        if name in ("containerd", "kubelet", "rke2"):
            yield pid, name


def rights(machine: Machine, _arguments: Sequence[str], _given: str) -> Ended:
    """`whoami /groups /fo csv /nh`: a user with and without the rights of an administrator."""
    label = "S-1-16-8192" if machine.state["host"].get("without_rights") else "S-1-16-12288"
    return Ended(0, f'"Everyone","Well-known group","S-1-1-0","Group"\r\n"Label","Label","{label}",""\r\n', "")

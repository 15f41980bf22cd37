# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sc.exe query and queryex, tasklist.exe, taskkill.exe and whoami.exe /groups, as they print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..machine import Machine
from ..system import processes, service_manager
from ..system.processes import Process
from ..system.real import Ended

_STATES = {"stopped": (1, "STOPPED"), "started": (4, "RUNNING"), "paused": (7, "PAUSED")}
_NOBODY = "INFO: No tasks are running which match the specified criteria.\r\n"


def service(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`sc queryex NAME`."""
    if len(arguments) != 2 or arguments[0].lower() not in ("query", "queryex"):
        return Ended(1, "", f"sc {' '.join(arguments)} is not simulated")
    name = service_manager.find(machine, arguments[1])
    if name is None:
        return Ended(1060, "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n", "")
    seen = service_manager.seen(machine, name)
    number, word = _STATES[seen["state"]]
    lines = [f"SERVICE_NAME: {name}", f"        STATE              : {number}  {word}"]
    if arguments[0].lower() == "queryex":
        lines.append(f"        PID                : {seen['process_id']}")
    return Ended(0, "\r\n" + "".join(f"{line}\r\n" for line in lines), "")


def listed(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`tasklist /fo csv /nh`, also with `/fi "imagename eq NAME"`; an empty result is a sentence."""
    wanted = _filtered(arguments)
    found = [one for one in processes.running(machine) if wanted in ("", one.name.lower())]
    return Ended(0, "".join(f"{_row(one)}\r\n" for one in found) or _NOBODY, "")


def killed(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`taskkill /f /im NAME` or `/pid NUMBER`."""
    words = [argument.lower() for argument in arguments]
    wanted = {value for name, value in pairwise(words) if name in ("/im", "/pid")}
    found = [one for one in processes.running(machine) if {one.name.lower(), str(one.pid)} & wanted]
    for one in found:
        processes.kill(machine, one)
    if not found:
        return Ended(128, "", f'ERROR: The process "{" ".join(sorted(wanted))}" not found.\r\n')
    words = [f'SUCCESS: The process "{one.name}" with PID {one.pid} has been terminated.\r\n' for one in found]
    return Ended(0, "".join(words), "")


def rights(machine: Machine, _arguments: Sequence[str], _given: str) -> Ended:
    """`whoami /groups /fo csv /nh`: a user with and without the rights of an administrator."""
    label = "S-1-16-8192" if machine.state["host"].get("without_rights") else "S-1-16-12288"
    return Ended(0, f'"Everyone","Well-known group","S-1-1-0","Group"\r\n"Label","Label","{label}",""\r\n', "")


def _filtered(arguments: Sequence[str]) -> str:
    words = [argument.lower() for argument in arguments]
    return words[words.index("/fi") + 1].removeprefix("imagename eq ").strip() if "/fi" in words else ""


def _row(process: Process) -> str:
    return f'"{process.name}","{process.pid}","Services","0","1,024 K"'

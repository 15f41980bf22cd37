# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world as a Windows node of the product: remote calls in this process, without WinRM and PowerShell.

cmd.exe and the programs of Windows are those of the lab's simulator; crictl.exe is real.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.lab.windows.simulator.machine import Machine, without_node
from tests.lab.windows.simulator.programs import run
from tests.lab.windows.simulator.system.files import Files
from tests.lab.windows.simulator.system.state import State

_COMMAND = "ansible.windows.win_command"
_SERVICE = {
    "start_mode": "auto",
    "state": "started",
    "path": r"C:\usr\local\bin\rke2.exe agent service",
    "username": "LocalSystem",
}


class WindowsWorldNode:
    """`WindowsNode` of the product. The service of RKE2 counts as running."""

    check_mode = False
    answers = None

    def __init__(self, drive: Path, scratch: Path, version: str, build: int) -> None:
        state = State(scratch / "state.json")
        with state.changing() as changing:
            changing["host"].update(build=build, rke2_version=version)
            changing["services"]["rke2"] = _SERVICE
        self.machine: Machine = without_node(Files(drive), state)
        self.machine.unit.start(())

    def call(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:  # noqa: ARG002 (of the protocol)
        """`win_command`; ValueError for another module."""
        if module != _COMMAND:
            raise ValueError(module)
        ended = run(self.machine, arguments["cmd"], arguments.get("stdin", ""))
        return {"rc": ended.code, "stdout": ended.out, "stderr": ended.err}

    query = call

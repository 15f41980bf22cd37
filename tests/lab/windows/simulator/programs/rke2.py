# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rke2.exe: only its version, which is that of the state, or that of the stand-in on Wine."""

from __future__ import annotations

from collections.abc import Sequence

from ..machine import Machine
from ..system.real import Ended
from ..system.real import run as run_real
from ..wine.programs import ENVIRONMENT, command

PROGRAM = r"C:\usr\local\bin\rke2.exe"


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`rke2.exe --version`."""
    if list(arguments) != ["--version"]:
        return Ended(1, "", f"rke2 {' '.join(arguments)} is not simulated")
    version = machine.state["host"].get("rke2_version")
    if version:
        return Ended(0, f"rke2 version {version} (simulated)\n", "")
    return run_real(command(PROGRAM, arguments), environment=ENVIRONMENT)

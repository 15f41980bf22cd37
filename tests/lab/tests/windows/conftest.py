# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated Windows node on a folder of the test: nothing runs behind it but numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lab.windows.simulator.connection.documentation import Documentation
from tests.lab.windows.simulator.installation import install
from tests.lab.windows.simulator.machine import Call, Machine, without_node
from tests.lab.windows.simulator.modules import EFFECTS
from tests.lab.windows.simulator.programs import run
from tests.lab.windows.simulator.system.files import Files
from tests.lab.windows.simulator.system.real import Ended
from tests.lab.windows.simulator.system.state import State

CallModule = Callable[..., dict[str, Any]]
RunLine = Callable[..., Ended]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Build 17763, RKE2 installed and stopped."""
    drive = tmp_path / "C"
    for folder in ("Windows/Temp", "ProgramData"):
        (drive / folder).mkdir(parents=True)
    machine = without_node(Files(drive), State(tmp_path / "state.json"))
    install(machine, 17763)
    return machine


@pytest.fixture
def module(machine: Machine, windows_documentation: Documentation) -> CallModule:
    """Call a module with its arguments checked; `_check=True` for check mode."""

    def call(name: str, /, _check: bool = False, **arguments: Any) -> dict[str, Any]:
        full = name if "." in name else f"ansible.windows.{name}"
        return {
            "changed": False,
            **EFFECTS[full](machine, Call(windows_documentation.checked(full, arguments), _check)),
        }

    return call


@pytest.fixture
def line(machine: Machine) -> RunLine:
    """Run a command line."""

    def run_line(text: str, given: str = "") -> Ended:
        return run(machine, text, given)

    return run_line

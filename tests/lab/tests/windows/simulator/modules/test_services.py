# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_service and win_service_info behave as on Windows."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import CallModule
from tests.lab.windows.simulator.machine import Machine, ModuleFailureError
from tests.lab.windows.simulator.system.unit import NumberedUnit


def seen(module: CallModule) -> dict[str, object]:
    service: dict[str, object] = module("win_service_info", name="RKE2")["services"][0]
    return service


def environment_of(machine: Machine) -> list[str]:
    assert isinstance(machine.unit, NumberedUnit)
    return list(machine.unit.environment)


def test_a_service_is_running_at_once_whatever_containerd_does(
    machine: Machine, module: CallModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NumberedUnit, "containerd", lambda _unit: None)
    assert module("win_service", name="rke2", state="started")["state"] == "started"
    assert seen(module)["state"] == "started"


def test_a_process_that_has_ended_by_itself_is_a_stopped_service(machine: Machine, module: CallModule) -> None:
    module("win_service", name="rke2", state="started")
    machine.unit.stop()
    assert (seen(module)["state"], seen(module)["process_id"]) == ("stopped", 0)


def test_a_restart_brings_new_processes(machine: Machine, module: CallModule) -> None:
    module("win_service", name="rke2", state="started")
    before = machine.unit.containerd()
    assert module("win_service", name="rke2", state="restarted")["changed"] is True
    assert machine.unit.containerd() not in (None, before)


def test_the_environment_takes_effect_at_the_next_start(machine: Machine, module: CallModule) -> None:
    key = r"HKLM:\SYSTEM\CurrentControlSet\Services\rke2"
    module("win_service", name="rke2", state="started")
    module("win_regedit", path=key, name="Environment", type="multistring", data=["A=1"])
    assert environment_of(machine) == []
    module("win_service", name="rke2", state="restarted")
    assert environment_of(machine) == ["A=1"]


def test_a_disabled_service_does_not_start(module: CallModule) -> None:
    module("win_service", name="rke2", start_mode="disabled")
    with pytest.raises(ModuleFailureError, match="disabled"):
        module("win_service", name="rke2", state="started")


def test_check_mode_starts_nothing(machine: Machine, module: CallModule) -> None:
    assert module("win_service", True, name="rke2", state="restarted")["changed"] is True
    assert machine.unit.containerd() is None


def test_a_service_that_is_not_there(module: CallModule) -> None:
    assert module("win_service_info", name="docker") == {"changed": False, "exists": False, "services": []}
    with pytest.raises(ModuleFailureError, match="not there"):
        module("win_service", name="docker", state="started")

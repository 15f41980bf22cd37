# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States that no module makes."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import CallModule, RunLine
from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system import service_manager

SERVICE = r"HKLM:\SYSTEM\CurrentControlSet\Services\rke2"


def environment(module: CallModule) -> object:
    return module("win_reg_stat", path=SERVICE, name="Environment").get("value")


def test_ranchers_plan_replaces_the_environment(machine: Machine, module: CallModule) -> None:
    module(
        "win_regedit", path=SERVICE, name="Environment", type="multistring", data=["CONTAINERD_HTTPS_PROXY=x", "A=b"]
    )
    control(machine, "rancher", ["RKE2_TOKEN=t", "HTTPS_PROXY=y"])
    assert environment(module) == ["HTTPS_PROXY=y", "RKE2_TOKEN=t"]


def test_ranchers_plan_without_variables_removes_the_environment(machine: Machine, module: CallModule) -> None:
    module("win_regedit", path=SERVICE, name="Environment", type="multistring", data=["A=b"])
    control(machine, "rancher", [])
    assert environment(module) is None


def test_rancher_manages_a_node_by_a_service(machine: Machine, line: RunLine) -> None:
    query = r"reg query HKLM\SYSTEM\CurrentControlSet\Services\rancher-wins /v ImagePath"
    assert line(query).code == 1
    control(machine, "managed", ["on"])
    assert "wins.exe" in line(query).out
    control(machine, "managed", ["off"])
    assert line(query).code == 1


def test_processes_survive_a_stop_of_an_old_version(machine: Machine) -> None:
    control(machine, "survivors", ["on"])
    service_manager.start(machine, "rke2")
    before = machine.unit.containerd()
    service_manager.stop(machine, "rke2")
    assert service_manager.seen(machine, "rke2")["state"] == "stopped"
    assert machine.unit.containerd() == before is not None
    service_manager.start(machine, "rke2")
    assert machine.unit.containerd() == before


def test_a_domain_sets_the_clock_of_its_members(machine: Machine, module: CallModule) -> None:
    key = r"HKLM:\SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
    control(machine, "domain", ["on"])
    assert module("win_reg_stat", path=key, name="Type")["value"] == "NT5DS"
    assert module("setup")["ansible_facts"]["ansible_windows_domain_member"] is True
    control(machine, "domain", ["off"])
    assert module("win_reg_stat", path=key, name="Type")["value"] == "NTP"


def test_a_policy_comes_and_goes(machine: Machine, module: CallModule) -> None:
    key = r"HKLM:\SOFTWARE\Policies\Microsoft\W32Time\Parameters"
    control(machine, "policy", ["ntp.corp,0x8"])
    assert module("win_reg_stat", path=key, name="NtpServer")["value"] == "ntp.corp,0x8"
    control(machine, "policy", ["off"])
    assert module("win_reg_stat", path=key)["exists"] is False


def test_a_user_without_an_administrators_rights(machine: Machine, module: CallModule, line: RunLine) -> None:
    assert "S-1-16-12288" in line("whoami.exe /groups /fo csv /nh").out
    control(machine, "administrator", ["off"])
    assert "S-1-16-12288" not in line("whoami.exe /groups /fo csv /nh").out
    assert module("win_whoami")["label"]["sid"] == "S-1-16-8192"


def test_versions_and_builds(machine: Machine, line: RunLine) -> None:
    control(machine, "version", ["v1.31.1+rke2r1"])
    control(machine, "build", ["20348"])
    program = machine.files.at(r"C:\usr\local\bin\rke2.exe")
    program.parent.mkdir(parents=True)
    program.touch()
    assert "v1.31.1+rke2r1" in line(r"C:\usr\local\bin\rke2.exe --version").out
    assert "10.0.20348" in line("cmd.exe /c ver").out


def test_an_unknown_thing_is_an_error(machine: Machine) -> None:
    with pytest.raises(KeyError):
        control(machine, "nonsense", [])

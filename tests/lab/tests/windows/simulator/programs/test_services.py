# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sc.exe, tasklist.exe and taskkill.exe show what runs."""

from __future__ import annotations

import csv

from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system import service_manager


def names(line: RunLine) -> set[str]:
    return {row[0] for row in csv.reader(line("tasklist.exe /fo csv /nh").out.splitlines())}


def test_a_running_agent_has_its_processes(machine: Machine, line: RunLine) -> None:
    assert "containerd.exe" not in names(line)
    service_manager.start(machine, "rke2")
    assert {"rke2.exe", "containerd.exe", "kubelet.exe"} <= names(line)
    pid = f'"{machine.unit.containerd()}"'
    assert pid in line('tasklist.exe /fi "imagename eq containerd.exe" /fo csv /nh').out


def test_that_nothing_was_found_is_told_in_words(line: RunLine) -> None:
    assert line('tasklist.exe /fi "imagename eq containerd.exe"').out.startswith("INFO:")


def test_survivors_are_without_rke2_itself_and_can_be_killed(machine: Machine, line: RunLine) -> None:
    control(machine, "survivors", ["on"])
    service_manager.start(machine, "rke2")
    service_manager.stop(machine, "rke2")
    assert "rke2.exe" not in names(line)
    assert {"containerd.exe", "kubelet.exe"} <= names(line)
    assert line("taskkill.exe /f /im containerd.exe").code == 0
    assert "containerd.exe" not in names(line)
    assert line("taskkill.exe /f /im containerd.exe").code == 128


def test_states_have_numbers_that_no_language_changes(machine: Machine, line: RunLine) -> None:
    assert "STATE              : 1  STOPPED" in line("sc.exe queryex rke2").out
    service_manager.start(machine, "rke2")
    running = line("sc.exe queryex RKE2").out
    assert "STATE              : 4  RUNNING" in running
    assert f"PID                : {machine.unit.rke2()}" in running
    assert line("sc.exe queryex docker").code == 1060

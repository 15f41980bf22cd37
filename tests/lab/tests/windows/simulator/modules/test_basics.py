# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts, processes and firewall rules."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import CallModule
from tests.lab.windows.simulator.machine import Machine, ModuleFailureError

RULE = {"name": "registry", "direction": "out", "action": "allow", "protocol": "tcp", "remoteport": "5000"}


def test_facts_are_those_of_the_simulated_build(module: CallModule) -> None:
    facts = module("setup")["ansible_facts"]
    assert facts["ansible_distribution_version"] == "10.0.17763.0"
    assert facts["ansible_os_family"] == "Windows"
    assert "simulated" in facts["ansible_distribution"]


def test_a_process_is_waited_for(machine: Machine, module: CallModule) -> None:
    machine.unit.start([])
    wait = "community.windows.win_wait_for_process"
    found = module(wait, process_name_exact=["containerd"], timeout=0)["matched_processes"]
    assert [process["pid"] for process in found] == [machine.unit.containerd()]
    with pytest.raises(ModuleFailureError, match="timeout"):
        module(wait, process_name_exact=["containerd"], state="absent", timeout=0, sleep=0)


def test_a_firewall_rule_comes_once_and_goes(machine: Machine, module: CallModule) -> None:
    rule = "community.windows.win_firewall_rule"
    assert module(rule, True, **RULE)["changed"] is True
    assert machine.state["firewall"] == {}
    assert [module(rule, **RULE)["changed"], module(rule, **RULE)["changed"]] == [True, False]
    assert module(rule, **{**RULE, "remoteport": "443"})["changed"] is True
    assert module(rule, name="registry", state="absent")["changed"] is True


def test_ports_of_no_protocol_are_refused(module: CallModule) -> None:
    with pytest.raises(ModuleFailureError, match="needs a protocol"):
        module("community.windows.win_firewall_rule", name="x", action="allow", direction="out", remoteport="5000")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""W32Time as it is read, judged and set."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import ClockCriteria
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.time_sync import (
    apply_servers,
    check_answers,
    check_domain,
    check_policy,
    peer_list,
    plan_servers,
    set_servers,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import (
    WindowsClock,
    query_clock,
)

from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.programs import w32tm
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

SERVERS = (TimeServer("localhost"),)


@pytest.fixture
def clock_node(node: SimulatedWindowsNode) -> SimulatedWindowsNode:
    """The node with W32Time as Windows leaves it on a server without a domain."""
    with node.machine.state.changing() as state:
        state["services"]["W32Time"] = {
            "start_mode": "manual",
            "state": "stopped",
            "path": r"C:\Windows\system32\svchost.exe",
            "username": "LocalSystem",
        }
        state["registry"][w32tm.PARAMETERS] = {
            "NtpServer": {"type": "string", "data": "time.windows.com,0x9"},
            "Type": {"type": "string", "data": "NTP"},
        }
    return node


def test_the_clock_is_read_in_one_call(clock_node: SimulatedWindowsNode) -> None:
    clock = query_clock(clock_node, [])

    assert (clock.servers, clock.kind, clock.starts, clock.runs) == ("time.windows.com,0x9", "NTP", False, False)
    assert len(clock_node.calls) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_offsets_are_read_in_any_language(
    clock_node: SimulatedWindowsNode, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    control(clock_node.machine, "language", [language])
    monkeypatch.setattr(w32tm, "_offset", lambda _server: -0.25)

    assert query_clock(clock_node, ["localhost"]).offsets == {"localhost": -250.0}


def test_a_server_that_does_not_answer_has_windows_error_code(
    clock_node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_server: str) -> float:
        raise TimeoutError

    monkeypatch.setattr(w32tm, "_offset", silent)

    assert query_clock(clock_node, ["localhost"]).offsets == {"localhost": "0x800705B4"}


def test_setting_it_changes_the_registry_and_starts_the_service(clock_node: SimulatedWindowsNode) -> None:
    clock = query_clock(clock_node, [])
    plan = plan_servers(SERVERS, clock)

    set_servers(clock_node, plan, clock)

    after = query_clock(clock_node, [])
    assert plan.values == {"NtpServer": ("time.windows.com,0x9", "localhost,0x8")}
    assert (after.servers, after.starts, after.runs) == ("localhost,0x8", True, True)
    assert not plan_servers(SERVERS, after).changed


def test_the_servers_are_set_once_and_the_clock_is_proven(
    clock_node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w32tm, "_offset", lambda _server: 0.01)
    criteria = ClockCriteria(("localhost",), 100, 30)

    first = apply_servers(SERVERS, criteria, True, clock_node)
    second = apply_servers(SERVERS, criteria, True, clock_node)

    assert first["actions"] == ["set NtpServer of W32Time", "enabled and started W32Time"]
    assert (first["diff"][0]["before"], first["diff"][0]["after"]) == (
        "NtpServer=time.windows.com,0x9\n",
        "NtpServer=localhost,0x8\n",
    )
    assert (first["changed"], second["changed"], second["proven"]) == (True, False, True)


def test_check_mode_shows_the_plan_and_changes_nothing(
    clock_node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w32tm, "_offset", lambda _server: 0.01)
    clock_node.check_mode = True

    result = apply_servers(SERVERS, ClockCriteria(("localhost",), 100, 30), True, clock_node)

    assert result["msg"] == "Would set W32Time to these servers, and wait until the clock is in sync"
    assert query_clock(clock_node, []).servers == "time.windows.com,0x9"


def test_a_clock_that_stays_off_is_an_error_with_its_state(
    clock_node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w32tm, "_offset", lambda _server: 5.0)

    with pytest.raises(PullproofError) as error:
        apply_servers(SERVERS, ClockCriteria(("localhost",), 100, 0), True, clock_node)

    assert (error.value.details["proven"], error.value.details["offset_ms"]) == (False, 5000.0)


def test_a_policy_with_other_servers_is_refused(clock_node: SimulatedWindowsNode) -> None:
    control(clock_node.machine, "policy", ["other.lab,0x8"])

    with pytest.raises(PullproofError, match=r"a group policy sets ntpserver = other\.lab,0x8"):
        check_policy(SERVERS, query_clock(clock_node, []))


def test_a_policy_with_the_same_servers_is_accepted(clock_node: SimulatedWindowsNode) -> None:
    control(clock_node.machine, "policy", [peer_list(SERVERS)])

    check_policy(SERVERS, query_clock(clock_node, []))


def test_a_member_of_a_domain_is_refused(clock_node: SimulatedWindowsNode) -> None:
    check_domain(clock_node)
    control(clock_node.machine, "domain", ["on"])

    with pytest.raises(PullproofError, match="time_sync_domain_members: true"):
        check_domain(clock_node)


def test_the_first_server_that_answers_is_the_source() -> None:
    state = WindowsClock(runs=True, offsets={"silent": "0x800705B4", "ntp.lab": 12.5}).state

    assert (state["synchronised"], state["source"], state["offset_ms"]) == (True, "ntp.lab", 12.5)


def test_without_a_running_service_the_clock_is_not_in_sync() -> None:
    assert WindowsClock(runs=False, offsets={"ntp.lab": 0.1}).state["synchronised"] is False


def test_servers_that_do_not_answer_are_refused_before_anything_is_set() -> None:
    with pytest.raises(PullproofError, match=r"old.lab: no answer \(0x800705B4\).*Fix: check the names"):
        check_answers(WindowsClock(offsets={"old.lab": "0x800705B4"}))


def test_one_server_that_answers_is_enough() -> None:
    check_answers(WindowsClock(offsets={"old.lab": "0x800705B4", "ntp.lab": 1.5}))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An agent as it is seen, and brought up; the service's processes are told by the test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import Decision
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    DATA,
    Agent,
    query_agent,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles import runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.runtime import (
    Timeout,
    bring_up,
    decide,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import parse_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER

from tests.lab.windows.simulator.control import control
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

OLD = {"containerd.exe": frozenset({10}), "kubelet.exe": frozenset({11})}
READY = Agent(17763, True, "rke2", state="RUNNING", answer="ready", processes=OLD)


def test_a_node_is_looked_at_in_one_call(node: SimulatedWindowsNode) -> None:
    agent = query_agent(node)

    assert (agent.build, agent.elevated, agent.service, agent.state) == (17763, True, "rke2", "STOPPED")
    assert agent.version == "v1.36.2+rke2r1"
    assert len(node.calls) == 1
    assert node.shown == []


def test_it_is_looked_at_in_check_mode_too(node: SimulatedWindowsNode) -> None:
    node.check_mode = True

    assert query_agent(node).service == "rke2"


def test_a_service_of_another_name_is_found(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"]["rke2-two"] = state["services"].pop("rke2")

    agent = query_agent(node)

    assert (agent.service, len(node.calls)) == ("rke2-two", 2)


def test_a_node_without_rke2_has_no_service(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        del state["services"]["rke2"]

    assert query_agent(node).service == ""


def test_a_user_without_rights_is_noticed(node: SimulatedWindowsNode) -> None:
    control(node.machine.state, "administrator", ["off"])

    assert query_agent(node).elevated is False


def test_a_runtime_that_windows_has_not_is_refused(node: SimulatedWindowsNode) -> None:
    with pytest.raises(PullproofError, match="'k3s-agent'"):
        query_agent(node, "k3s-agent")


@pytest.mark.parametrize("language", ["en", "de"])
def test_how_much_is_free_is_told_without_a_call_of_its_own(node: SimulatedWindowsNode, language: str) -> None:
    node.path(DATA).mkdir(parents=True)
    control(node.machine.state, "language", [language])
    control(node.machine.state, "free", ["123456"])

    assert (query_agent(node).free_mb, len(node.calls)) == (123456, 1)


def test_without_a_folder_of_rke2_it_is_not_known_how_much_is_free(node: SimulatedWindowsNode) -> None:
    assert query_agent(node).free_mb is None


@pytest.mark.parametrize(
    ("text", "pending"),
    [(json.dumps({"roles": ["registries", "proxy"]}), ("proxy", "registries")), ("?", ("unknown",))],
)
def test_the_marker_says_what_is_pending(node: SimulatedWindowsNode, text: str, pending: tuple[str, ...]) -> None:
    node.put(MARKER, text)

    assert query_agent(node).pending == pending


def test_the_services_variables_are_read() -> None:
    found = parse_environment(r"HTTPS_PROXY=http://u:p@proxy:3129\0NO_PROXY=.lab,10.0.0.0/8")

    assert found == {"HTTPS_PROXY": "http://u:p@proxy:3129", "NO_PROXY": ".lab,10.0.0.0/8"}


@pytest.mark.parametrize(
    ("agent", "do"),
    [
        (READY, "nothing"),
        (replace(READY, pending=("registries",)), "restart"),
        (replace(READY, state="STOPPED"), "start"),
        (replace(READY, answer="silent"), "wait"),
        (replace(READY, state="START_PENDING"), "wait"),
    ],
)
def test_the_least_is_done(agent: Agent, do: str) -> None:
    assert decide(agent).do == do


@dataclass
class Moments:
    """Hands that note what is called, and an agent that goes through the moments that a test tells."""

    moments: list[Agent]
    calls: list[tuple[str, str]] = field(default_factory=list)
    check_mode: bool = False
    clock: float = 0.0

    def call(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:
        del secret
        self.calls.append((module.rpartition(".")[2], str(arguments["state"])))
        return {}

    def query(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:
        raise AssertionError(module, arguments, secret)

    def running(self, _hands: object, _agent: Agent) -> Agent:
        return self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]

    def timeout(self, seconds: float) -> Timeout:
        def sleep(span: float) -> None:
            self.clock += span

        return Timeout(seconds, lambda: self.clock, sleep)


def _brought_up(monkeypatch: pytest.MonkeyPatch, moments: Sequence[Agent], do: str = "restart") -> Moments:
    node = Moments(list(moments))
    monkeypatch.setattr(runtime, "refreshed", node.running)
    bring_up(node, READY, Decision(do, "a test"), node.timeout(100))
    return node


STOPPED = replace(READY, state="STOPPED", answer="silent", processes={})
FRESH = replace(READY, processes={"containerd.exe": frozenset({20})})


def test_a_restart_waits_for_the_old_processes_and_removes_the_marker_last(monkeypatch: pytest.MonkeyPatch) -> None:
    lingering = replace(STOPPED, processes=OLD)

    node = _brought_up(monkeypatch, [lingering, STOPPED, replace(FRESH, answer="silent"), FRESH])

    assert node.calls == [("win_service", "stopped"), ("win_service", "started"), ("win_file", "absent")]


def test_a_running_service_counts_only_when_its_containerd_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PullproofError, match="after 100 s answer: "):
        _brought_up(monkeypatch, [STOPPED, replace(FRESH, answer="silent", words="no pipe")])


def test_the_answer_of_an_old_containerd_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PullproofError, match=r"still running: containerd\.exe \(10\)"):
        _brought_up(monkeypatch, [replace(READY, processes={"containerd.exe": frozenset({10})})], do="start")


def test_processes_that_survive_a_stop_fail_the_restart_and_leave_the_service_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = Moments([replace(STOPPED, processes=OLD)])
    monkeypatch.setattr(runtime, "refreshed", node.running)

    with pytest.raises(PullproofError, match="rancher/rke2#2204"):
        bring_up(node, READY, Decision("restart", "a test"), node.timeout(100))

    assert node.calls == [("win_service", "stopped"), ("win_service", "started")]


ENDED = replace(STOPPED, words="no pipe")
UP = replace(FRESH, answer="silent", words="no pipe")


def _seconds_until_given_up(monkeypatch: pytest.MonkeyPatch, moments: Sequence[Agent], match: str) -> float:
    node = Moments(list(moments))
    monkeypatch.setattr(runtime, "refreshed", node.running)
    with pytest.raises(PullproofError, match=match):
        bring_up(node, READY, Decision("start", "a test"), node.timeout(300))
    return node.clock


def test_a_service_that_ended_by_itself_and_stays_down_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _seconds_until_given_up(monkeypatch, [UP, ENDED], "ended by itself and was not started again") == 42


def test_a_service_that_ends_again_after_the_service_manager_started_it_is_given_up_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _seconds_until_given_up(monkeypatch, [UP, ENDED, UP, ENDED], "ended by itself twice") == 6


def test_a_service_that_the_service_manager_revived_may_become_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    node = _brought_up(monkeypatch, [UP, *[ENDED] * 15, UP, FRESH], do="start")

    assert node.calls[-1] == ("win_file", "absent")

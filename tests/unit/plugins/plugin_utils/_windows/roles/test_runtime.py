# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service of an RKE2 agent is restarted, and waited for. The test provides its processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import Decision
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    Agent,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles import runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.runtime import (
    Timeout,
    apply_runtime,
    bring_up,
    decide,
)

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

OLD = {"containerd.exe": frozenset({10}), "kubelet.exe": frozenset({11})}
READY = Agent(17763, True, "rke2", state="RUNNING", answer="ready", processes=OLD)


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
    """A node that records its calls, and an agent that goes through the states of a test."""

    moments: list[Agent]
    calls: list[tuple[str, str]] = field(default_factory=list)
    check_mode: bool = False
    answers: dict[str, Any] | None = None
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


ARGUMENTS = {"runtime": "auto", "required": False, "restart": True, "timeout": 10}


def test_without_a_service_the_result_is_blocked_or_an_error_if_it_is_required(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        del state["services"]["rke2"]
    assert apply_runtime(ARGUMENTS, node)["state"] == "blocked"
    with pytest.raises(PullproofError, match="runtime_required is true"):
        apply_runtime({**ARGUMENTS, "required": True}, node)


@pytest.mark.parametrize(("restart", "msg"), [(True, "would start rke2"), (False, "rke2 needs a start")])
def test_check_mode_and_a_forbidden_restart_change_nothing(node: SimulatedWindowsNode, restart: bool, msg: str) -> None:
    with node.machine.state.changing() as state:
        state["services"]["rke2"]["state"] = "stopped"
    node.check_mode = True
    result = apply_runtime({**ARGUMENTS, "restart": restart}, node)
    assert result["state"] == "skipped" and result["msg"].startswith(msg)
    assert node.calls == ["win_command"]


def test_a_forbidden_restart_stays_pending(node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "query_agent", lambda _node, _requested: replace(READY, pending=("registries",)))
    result = apply_runtime({**ARGUMENTS, "restart": False}, node)
    assert (result["state"], result["restart_pending"]) == ("skipped", {"pending": True, "roles": ["registries"]})

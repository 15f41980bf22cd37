# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restart RKE2's service on a Windows node if its configuration changed, and wait until its containerd answers.

The service manager reports RKE2 as running as soon as it is started. Only a CRI answer of a new containerd counts. The
marker of a pending restart is removed last. A run that is stopped before leaves it.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import asdict, dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import Condition
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import (
    NOTHING,
    RESTART,
    START,
    WAIT,
    Decision,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime_result import (
    Arguments,
    Result,
    carried_out,
    not_installed,
    rehearsed,
    without_action,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    RUNTIME,
    Agent,
    query_agent,
    refreshed,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import clear_pending

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

POLL_SECONDS = 2.0
# The time that the processes of a stopped service get to end.
GONE_SECONDS = 60.0
# The service manager restarts RKE2 30 s after it ended (`rke2.exe agent service --add`).
REVIVAL_SECONDS = 40.0


@dataclass(frozen=True)
class Timeout:
    """The `seconds` that the service gets, and the clock."""

    seconds: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Lifetime:
    """How often the service ended by itself, and when it last did (None: it runs)."""

    ends: int = 0
    since: float | None = None

    def record(self, state: str, now: float) -> None:
        """Record the state that the service manager reports."""
        if state != "STOPPED":
            self.since = None
        elif self.since is None:
            self.ends, self.since = self.ends + 1, now

    def is_over(self, now: float) -> bool:
        """Whether waiting is useless: it stays down, or ended a second time."""
        return self.since is not None and (self.ends > 1 or now - self.since >= REVIVAL_SECONDS)


def decide(agent: Agent) -> Decision:
    """The least disruptive action that loads the configuration on disk. The service must be installed."""
    if agent.state not in ("RUNNING", "START_PENDING"):
        return Decision(START, f"it is {agent.state or 'not running'}")
    if agent.pending:
        return Decision(RESTART, f"{', '.join(agent.pending)} not loaded")
    if not agent.ready:
        return Decision(WAIT, f"it is {agent.state}, {agent.words}")
    return Decision(NOTHING, "it uses what is on disk")


def apply_runtime(arguments: Arguments, node: WindowsNode, is_rehearsal: bool = False) -> Result:
    """Restart or wait for the service if it needs it, and return the result. Raises PullproofError."""
    agent = query_agent(node, arguments["runtime"])
    if not agent.expected_to_run:
        return not_installed(arguments)
    decision = decide(agent)
    result = without_action(decision, agent.service, arguments, node.check_mode)
    waits = bool(agent.pending) and not (result is None and decision.disrupts)
    if result is not None and is_rehearsal:
        result = rehearsed(result, decision)
    if result is None:
        done = bring_up(node, agent, decision, Timeout(arguments["timeout"]))
        result = carried_out(done, decision, agent.service)
    return {
        "runtime": RUNTIME.name,
        "unit": agent.service,
        "reason": decision.reason,
        "restart_pending": {"pending": waits, "roles": list(agent.pending) if waits else []},
        "ends_containers": True,
        **result,
    }


def bring_up(node: WindowsNode, agent: Agent, decision: Decision, timeout: Timeout) -> dict[str, t.Any]:
    """Carry out the decision: `{changed, done, seconds, conditions}`. Raises PullproofError."""
    begun = timeout.now()
    if decision.do == RESTART:
        _set_state(node, agent, "stopped")
        _wait_until_gone(node, agent, timeout)
    if decision.disrupts:
        _set_state(node, agent, "started")
    old = agent.processes if decision.disrupts else {}
    conditions = _wait_until_ready(node, agent, old, timeout, begun)
    if decision.disrupts:
        clear_pending(node)
    return {
        "changed": decision.disrupts,
        "done": decision.do,
        "seconds": round(timeout.now() - begun, 1),
        "conditions": [asdict(condition) for condition in conditions],
    }


def _set_state(node: WindowsNode, agent: Agent, state: str) -> None:
    node.call("ansible.windows.win_service", {"name": agent.service, "state": state})


def _wait_until_gone(node: WindowsNode, agent: Agent, timeout: Timeout) -> None:
    """No process is killed: Pods may depend on it."""
    begun, limit = timeout.now(), min(GONE_SECONDS, timeout.seconds)
    while left := _survivors(agent.processes, refreshed(node, agent).processes):
        if timeout.now() - begun >= limit:
            _set_state(node, agent, "started")
            raise _survived(agent, left, limit)
        timeout.sleep(POLL_SECONDS)


def _survivors(before: Mapping[str, frozenset[int]], now: Mapping[str, frozenset[int]]) -> list[str]:
    return [f"{name} ({pid})" for name, pids in before.items() for pid in sorted(pids & now.get(name, frozenset()))]


def _wait_until_ready(
    node: WindowsNode, agent: Agent, old: Mapping[str, frozenset[int]], timeout: Timeout, begun: float
) -> list[Condition]:
    lifetime = Lifetime()
    while True:
        current = refreshed(node, agent)
        conditions = _conditions(current, old)
        if all(condition.met for condition in conditions):
            return conditions
        lifetime.record(current.state, timeout.now())
        if lifetime.is_over(timeout.now()):
            raise _ended(agent, conditions, lifetime, timeout.now() - begun)
        if timeout.now() - begun >= timeout.seconds:
            raise _not_serving(agent, conditions, timeout.seconds)
        timeout.sleep(POLL_SECONDS)


def _conditions(current: Agent, old: Mapping[str, frozenset[int]]) -> list[Condition]:
    left = _survivors(old, current.processes)
    return [
        Condition("unit", current.runs, f"{current.service} is {current.state or 'not running'}"),
        Condition("process", not left, f"still running: {', '.join(left)}" if left else "no old process"),
        Condition("answer", current.answer == "ready", current.words or "it answers on its pipe"),
    ]


def _survived(agent: Agent, left: list[str], seconds: float) -> PullproofError:
    return PullproofError(
        f"Checked: whether the processes of {agent.service} end with it. Observed: {seconds:.0f} s after the stop "
        f"{', '.join(left)} still run; the service was started again. Expected: none, because only a new "
        "containerd reads the configuration. Fix: upgrade RKE2 (before v1.26.14, v1.27.11 and v1.28.7 a stop leaves "
        "them behind, rancher/rke2#2204), or drain and reboot the node; the restart stays pending until then.",
        {"fault": "processes_survived", "state": "failed"},
    )


def _ended(agent: Agent, conditions: list[Condition], lifetime: Lifetime, seconds: float) -> PullproofError:
    how_often = "twice" if lifetime.ends > 1 else "and was not started again by the service manager"
    return PullproofError(
        f"Checked: whether {agent.service} serves. Observed: within {seconds:.0f} s it ended by itself {how_often}. "
        f"Expected: a service that keeps running. Fix: read its messages, {_where_to_read(agent)}, fix the "
        "cause and run this again; the restart stays pending.",
        {
            "fault": "ended",
            "conditions": [asdict(condition) for condition in conditions],
            "state": "failed",
        },
    )


def _where_to_read(agent: Agent) -> str:
    return (
        f"wevtutil qe Application /q:*[System[Provider[@Name='{agent.service}']]] /c:20 /rd:true /f:text, and "
        "agent\\containerd\\containerd.log"
    )


def _not_serving(agent: Agent, conditions: list[Condition], seconds: float) -> PullproofError:
    unmet = "; ".join(f"{condition.name}: {condition.observed}" for condition in conditions if not condition.met)
    return PullproofError(
        f"Checked: whether {agent.service} serves. Observed: after {seconds:.0f} s {unmet}. "
        "Expected: the service running, an answer on its pipe, and no old process. Fix: read its messages, "
        f"{_where_to_read(agent)}; for more time, raise runtime_timeout (now {seconds:.0f} s).",
        {"conditions": [asdict(condition) for condition in conditions], "state": "failed"},
    )

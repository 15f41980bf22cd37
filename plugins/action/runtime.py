# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.runtime`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    pending_restart,
    runtime_expected_to_run,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import (
    NOTHING,
    WAIT,
    Decision,
    check_runtime,
    decide,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME, Agent, query_agent
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.runtime import Timeout, bring_up
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.runtime import decide as decide_on_agent

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode, Observation
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

PAST = {"start": "started", "restart": "restarted", "reload": "reloaded", "wait": "waited for"}


class ActionModule(NodeAction, WindowsSupport):
    """The service of the container runtime uses what is on disk."""

    NAME = "runtime"
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "state": "failed",
        "runtime": "",
        "unit": "",
        "done": NOTHING,
        "reason": "",
        "seconds": 0.0,
        "conditions": [],
        "fault": "",
        "log": [],
        "restart_pending": {"pending": False, "roles": []},
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(too_small("runtime", arguments))
        chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
        if chosen is None:
            return _blocked(arguments)
        decision = decide(chosen, node.observation())
        if decision.do != NOTHING:
            raise_for_errors(check_runtime(chosen, node.observation()))
        return {**_about(chosen, decision, node.observation()), **self._carry_out(decision, chosen, arguments, node)}

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        raise_for_errors(too_small("runtime", arguments))
        agent = query_agent(node, arguments["runtime"])
        if not agent.service or (agent.disabled and not agent.runs):
            return _blocked(arguments)
        decision = decide_on_agent(agent)
        told = self._instead(decision, agent.service, arguments)
        if told is None:
            limit = Timeout(arguments["timeout"])
            told = _done(bring_up(node, agent, decision, limit), decision, agent.service)
        return {**_about_agent(agent, decision), **told}

    def _carry_out(self, decision: Decision, chosen: ChosenRuntime, arguments: Result, node: LinuxNode) -> Result:
        name = chosen.runtime.unit.removesuffix(".service")
        told = self._instead(decision, name, arguments)
        if told is not None:
            return told
        done = _done(node.run_change("internal.restart", _order(decision, chosen, arguments)), decision, name)
        return {**done, "restart_pending": pending_restart(chosen, node.observation())}

    def _instead(self, decision: Decision, name: str, arguments: Result) -> Result | None:
        """The result where nothing is to be done, or may be done."""
        if decision.do == NOTHING:
            return {"state": "passed", "msg": f"{name} uses what is on disk"}
        if decision.disrupts and not arguments["restart"]:
            return {"state": "skipped", "msg": f"{name} needs a {decision.do}, which is forbidden: {decision.reason}"}
        return _would(decision, name) if self._task.check_mode else None


def _blocked(arguments: Result) -> Result:
    wanted = "any known container runtime" if arguments["runtime"] == AUTO else arguments["runtime"]
    if arguments["required"]:
        raise PullproofError(
            f"Checked: whether {wanted} is installed. Observed: systemd has no such unit. Expected: its unit, because "
            "runtime_required is true. Fix: install it, or leave runtime_required false for nodes of day 0.",
            {"state": "failed", "reason": "not installed"},
        )
    return {"state": "blocked", "reason": "not installed", "msg": f"blocked: not installed ({wanted})"}


def _about(chosen: ChosenRuntime, decision: Decision, observation: Observation) -> Result:
    return {
        "runtime": chosen.runtime.name,
        "unit": chosen.runtime.unit,
        "reason": decision.reason,
        "restart_pending": pending_restart(chosen, observation),
    }


def _about_agent(agent: Agent, decision: Decision) -> Result:
    waits = bool(agent.pending) and not decision.disrupts
    return {
        "runtime": RUNTIME.name,
        "unit": agent.service,
        "reason": decision.reason,
        "restart_pending": {"pending": waits, "roles": list(agent.pending) if waits else []},
    }


def _done(done: Result, decision: Decision, name: str) -> Result:
    sentence = f"{PAST[done['done']]} {name} in {done['seconds']} s: {decision.reason}"
    diff = [{"prepared": f"{sentence}\n"}] if done["changed"] else []
    return {**done, "state": "passed", "diff": diff, "msg": sentence}


def _would(decision: Decision, name: str) -> Result:
    sentence = f"would {decision.do} {name}: {decision.reason}"
    diff = [] if decision.do == WAIT else [{"prepared": f"{sentence}\n"}]
    return {"changed": decision.do != WAIT, "state": "skipped", "diff": diff, "msg": sentence}


def _order(decision: Decision, chosen: ChosenRuntime, arguments: Result) -> Result:
    return {
        "runtime": chosen.runtime.name,
        "do": decision.do,
        "timeout": arguments["timeout"],
        "key": RUN_KEY.hex(),
    }

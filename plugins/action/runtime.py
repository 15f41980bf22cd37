# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.runtime`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._bounds import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError, refuse
from ansible_collections.pullproof.registry.plugins.plugin_utils._run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import (
    AUTO,
    ChosenRuntime,
    pending_restart,
    runtime_expected_to_run,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_decision import (
    NOTHING,
    WAIT,
    Decision,
    check_runtime,
    decide,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node, Observation

PAST = {"start": "started", "restart": "restarted", "reload": "reloaded", "wait": "waited for"}


class ActionModule(ConcernAction):
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
        "restart_pending": {"pending": False, "concerns": []},
    }

    def decide(self, arguments: Result, node: Node) -> Result:
        refuse(too_small("runtime", arguments))
        chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
        if chosen is None:
            return _blocked(arguments)
        decision = decide(chosen, node.observation())
        if decision.do != NOTHING:
            refuse(check_runtime(chosen, node.observation()))
        return {**_about(chosen, decision, node.observation()), **self._carry_out(decision, chosen, arguments, node)}

    def _carry_out(self, decision: Decision, chosen: ChosenRuntime, arguments: Result, node: Node) -> Result:
        name = chosen.runtime.unit.removesuffix(".service")
        if decision.do == NOTHING:
            return {"state": "passed", "msg": f"{name} uses what is on disk"}
        if decision.disrupts and not arguments["restart"]:
            return {"state": "skipped", "msg": f"{name} needs a {decision.do}, which is forbidden: {decision.reason}"}
        if self._task.check_mode:
            return _would(decision, name)
        done = node.change("node_restart", _order(decision, chosen, arguments))
        sentence = f"{PAST[done['done']]} {name} in {done['seconds']} s: {decision.reason}"
        return {
            **done,
            "state": "passed",
            "diff": [{"prepared": f"{sentence}\n"}] if done["changed"] else [],
            "restart_pending": pending_restart(chosen, node.observation()),
            "msg": sentence,
        }


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

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of the role runtime, the same on Linux and on Windows.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import NOTHING, WAIT, Decision
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

Result = dict[str, t.Any]
Arguments = t.Mapping[str, t.Any]

_PAST = {"start": "started", "restart": "restarted", "reload": "reloaded", "wait": "waited for"}


def not_installed(arguments: Arguments) -> Result:
    """The result where the runtime is not installed yet. Raises PullproofError if it is required."""
    wanted = "any known container runtime" if arguments["runtime"] == AUTO else arguments["runtime"]
    if arguments["required"]:
        raise PullproofError(
            f"Checked: whether {wanted} is installed. Observed: no service of it runs or is enabled. Expected: one, "
            "because runtime_required is true. Fix: install it, or set runtime_required: false until it is installed.",
            {"state": "failed", "reason": "not installed"},
        )
    return {"state": "blocked", "reason": "not installed", "msg": f"blocked: not installed ({wanted})"}


def without_action(decision: Decision, name: str, arguments: Arguments, check_mode: bool) -> Result | None:
    """The result where the service is left alone: it is up to date, a restart is not allowed, or in check mode."""
    if decision.do == NOTHING:
        return {"state": "passed", "msg": f"{name} uses what is on disk"}
    if decision.disrupts and not arguments["restart"]:
        return {"state": "skipped", "msg": f"{name} needs a {decision.do}, which is forbidden: {decision.reason}"}
    return _planned(decision, name) if check_mode else None


def rehearsed(result: Result, decision: Decision) -> Result:
    """The result in a rehearsal: to wait for the service counts as a change."""
    return {**result, "changed": result.get("changed", False) or decision.do == WAIT}


def carried_out(done: Result, decision: Decision, name: str) -> Result:
    """The result of a decision that was carried out."""
    sentence = f"{_PAST[done['done']]} {name} in {done['seconds']} s: {decision.reason}"
    diff = [{"prepared": f"{sentence}\n"}] if done["changed"] else []
    return {**done, "state": "passed", "diff": diff, "msg": sentence}


def _planned(decision: Decision, name: str) -> Result:
    sentence = f"would {decision.do} {name}: {decision.reason}"
    diff = [] if decision.do == WAIT else [{"prepared": f"{sentence}\n"}]
    return {"changed": decision.do != WAIT, "state": "skipped", "planned": decision.do, "diff": diff, "msg": sentence}

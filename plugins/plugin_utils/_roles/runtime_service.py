# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role runtime on Linux: the service of the container runtime loads the files on disk.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    pending_restart,
    runtime_expected_to_run,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import (
    NOTHING,
    Decision,
    check_runtime,
    decide,
    ends_containers,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime_result import (
    Arguments,
    Result,
    carried_out,
    not_installed,
    rehearsed,
    without_action,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


def apply_runtime(arguments: Arguments, check_mode: bool, is_rehearsal: bool, node: LinuxNode) -> Result:
    """Restart, reload or wait for the service if it needs it, and return the result. Raises PullproofError.

    A rehearsal does not check whether a restart would succeed, because other roles can remove an obstacle before it.
    """
    chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
    if chosen is None:
        return not_installed(arguments)
    decision = decide(chosen, node.observation())
    if decision.do != NOTHING and not is_rehearsal:
        raise_for_errors(check_runtime(chosen, node.observation()))
    name = chosen.runtime.unit.removesuffix(".service")
    result = without_action(decision, name, arguments, check_mode)
    if result is not None and is_rehearsal:
        result = rehearsed(result, decision)
    if result is None:
        order = _order(decision, chosen, arguments)
        result = carried_out(node.run_change("internal.restart", order), decision, name)
    return {
        "runtime": chosen.runtime.name,
        "unit": chosen.runtime.unit,
        "reason": decision.reason,
        "restart_pending": pending_restart(chosen, node.observation()),
        "ends_containers": ends_containers(chosen),
        **result,
    }


def _order(decision: Decision, chosen: ChosenRuntime, arguments: Arguments) -> Result:
    return {
        "runtime": chosen.runtime.name,
        "do": decision.do,
        "timeout": arguments["timeout"],
        "key": RUN_KEY.hex(),
    }

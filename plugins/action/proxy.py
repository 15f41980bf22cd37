# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.proxy`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime,
    pending_restart,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import (
    ROLE,
    check_environment,
    describe,
    environment_for,
    is_wanted,
    plan_environment,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_variables
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import apply_environment

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode, Observation
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class ActionModule(NodeAction, WindowsSupport):
    """Proxy and further variables for the service of the container runtime."""

    NAME = "proxy"
    ROLE = ROLE
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "unmanaged": [],
        "variables": [],
        "restart_pending": {"pending": False, "roles": []},
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(check_variables(arguments))
        chosen = _chosen(arguments, node.observation())
        environment = environment_for(arguments, chosen.runtime) if chosen and is_wanted(arguments) else None
        findings = check_environment(environment, chosen, arguments) if environment and chosen else []
        raise_for_errors(findings)
        runtime = chosen.runtime if chosen else None
        plan = plan_environment(environment, runtime, arguments["overwrite_unmanaged"], RUN_KEY)
        applied = node.apply(plan)
        entries, path = (environment.entries, environment.path) if environment else ({}, "")
        return {
            "changed": applied["changed"],
            "diff": applied["diff"],
            "files": applied["files"],
            "variables": sorted(entries),
            "restart_pending": pending_restart(chosen, node.observation()) if chosen else self.SHAPE["restart_pending"],
            "warnings": self.warnings_of(findings),
            "msg": describe(entries, path),
        }

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        raise_for_errors(check_variables(arguments))
        result, findings = apply_environment(arguments, node)
        return {**result, "warnings": self.warnings_of(findings)}


def _chosen(arguments: Result, observation: Observation) -> ChosenRuntime | None:
    """The runtime; None only where nothing is to be written, for which no runtime is needed."""
    try:
        return choose_runtime(arguments["runtime"], observation)
    except PullproofError:
        if is_wanted(arguments):
            raise
        return None

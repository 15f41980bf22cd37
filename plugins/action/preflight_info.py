# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.preflight_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import NodeAction, Result, WindowsSupport
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host_action import controller_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.node import check_node, check_windows_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.result import as_result, preflight_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import UpgradeTarget, target_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import blocking_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    EXPECTED_AGENT,
    RUNTIME,
    query_agent,
    runtime_facts,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


class ActionModule(NodeAction, WindowsSupport):
    """Checks the node, and the variables against the node as it is and as an upgrade would make it."""

    NAME = "preflight_info"
    SHAPE: t.ClassVar[Result] = {
        "findings": [],
        "runtime_name": "",
        "unit": "",
        "version": "",
        "wave": "",
        "upgraded": False,
        "cluster": "",
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        # An invalid version fails before the node is contacted.
        target = target_of(arguments["target_version"])
        observation = node.observation()
        check_node(observation["os"])
        chosen = choose_runtime(arguments["runtime"], observation)
        if not arguments["lint"]:
            raise_for_errors(blocking_findings(chosen))
        return self._result(arguments, chosen, chosen.runtime.unit, target, node)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        target = target_of(arguments["target_version"])
        agent = query_agent(node, arguments["runtime"])
        check_windows_node(agent, arguments["runtime"])
        chosen = ChosenRuntime(RUNTIME, runtime_facts(agent) if agent.service else None)
        return self._result(arguments, chosen, agent.service or RUNTIME.unit, target, None)

    def first_query(self, _arguments: Result) -> Query[t.Any]:
        return EXPECTED_AGENT

    def _result(
        self, arguments: Result, chosen: ChosenRuntime, unit: str, target: UpgradeTarget | None, node: LinuxNode | None
    ) -> Result:
        fitting = target if target and target.product == chosen.runtime.product else None
        findings = None
        if arguments["lint"]:
            embedded, controller = arguments["embedded_registry"], controller_of(self)
            findings = preflight_findings(self._task_vars, controller, chosen, node, fitting, embedded)
        return {
            **as_result(chosen, unit, findings),
            "upgraded": fitting is not None,
            "cluster": arguments["cluster"],
        }

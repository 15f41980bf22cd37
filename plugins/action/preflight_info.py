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
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import HostProfile, lint_host, subject_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host_action import controller_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import lint_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import (
    Target,
    parse_target,
    upgrade_breaks,
    upgrade_mends,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import values_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    RUNTIME,
    as_seen,
    query_agent,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


class ActionModule(NodeAction, WindowsSupport):
    """Checks the variables against the node as it is, and as an upgrade would make it."""

    NAME = "preflight_info"
    SHAPE: t.ClassVar[Result] = {"findings": [], "runtime_name": "", "version": "", "upgraded": False, "cluster": ""}

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        chosen = choose_runtime(arguments["runtime"], node.observation())
        return self._checked(arguments, chosen, node)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        agent = query_agent(node, arguments["runtime"])
        return self._checked(arguments, ChosenRuntime(RUNTIME, as_seen(agent) if agent.service else None), None)

    def _checked(self, arguments: Result, chosen: ChosenRuntime, node: LinuxNode | None) -> Result:
        text = arguments["target_version"].strip()
        target = parse_target(text) if text else None
        runtime, version = chosen.runtime, chosen.version or ""
        fitting = target if target and target.product == runtime.product else None
        known = HostProfile(runtime.name, version, runtime.platform, embedded_registry=arguments["embedded_registry"])
        findings = self._findings(known, chosen, node, fitting)
        return {
            "findings": [vars(finding) for finding in findings],
            "runtime_name": runtime.name,
            "version": version,
            "upgraded": fitting is not None,
            "cluster": arguments["cluster"],
            "msg": f"{len(findings)} finding(s)",
        }

    def _findings(
        self, known: HostProfile, chosen: ChosenRuntime, node: LinuxNode | None, target: Target | None
    ) -> list[Finding]:
        """Without the infos of the lint, which are for those who write the variables; nothing of files on the node
        where there is none that could be asked for them.
        """
        controller = controller_of(self)
        values = values_of(self._task_vars, controller.template)
        subject, skip = subject_of(values, known, controller.now), values.by_name["registries_lint_skip"]
        on_node = lint_on_node(subject, chosen, node, skip) if node else ()
        present = [*lint_host(self._task_vars, known, controller), *on_node]
        found = [finding for finding in present if finding.severity != "info"]
        if target:
            found += [*upgrade_breaks(subject, target), *upgrade_mends(subject, target)]
        return list(selected(found, skip))

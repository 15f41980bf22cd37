# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.registries`."""

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
    choose_runtime_if_needed,
    pending_restart,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import lint_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    ROLE,
    describe,
    parse_settings,
    plan_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import in_transition
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import (
    apply_registries,
    facts_for,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


class ActionModule(NodeAction, WindowsSupport):
    """Mirrors, credentials and TLS settings of registries for the node's container runtime."""

    NAME = "registries"
    ROLE = ROLE
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "unmanaged": [],
        "written": {},
        "restart_pending": {"pending": False, "roles": []},
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        wanted, written = parse_settings(arguments), node.observation()["registries"]
        chosen = choose_runtime_if_needed(arguments["runtime"], node.observation(), wanted.anything)
        findings = _findings(arguments, wanted, chosen, node)
        raise_for_errors(findings)
        plan = plan_registries(wanted, chosen, arguments["overwrite_unmanaged"], RUN_KEY)
        applied = node.apply(plan)
        return {
            "changed": applied["changed"],
            "diff": applied["diff"],
            "files": applied["files"],
            "written": written,
            "restart_pending": pending_restart(chosen, node.observation()) if chosen else self.SHAPE["restart_pending"],
            "warnings": self.warnings_of(findings),
            "msg": describe(plan),
        }

    def _arguments(self) -> Result:
        return in_transition(super()._arguments(), self._task_vars, self._value_of)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        result, findings = apply_registries(arguments, node)
        return {**result, "warnings": self.warnings_of(findings)}

    def first_query(self, arguments: Result) -> Query[t.Any]:
        return facts_for(arguments)


def _findings(
    arguments: Result, wanted: RegistrySettings, chosen: ChosenRuntime | None, node: LinuxNode
) -> tuple[Finding, ...]:
    """The findings of the lint for this runtime, and the findings that need files of the node."""
    subject = LintSubject(
        wanted,
        runtime=chosen.runtime.name if chosen else "",
        version=chosen.version if chosen else None,
        allow_insecure=arguments["allow_insecure"],
    )
    return lint_on_node(subject, chosen, node, arguments["lint_skip"])

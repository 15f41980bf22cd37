# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.lint_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import HostProfile, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host_action import (
    controller_of,
    groups_of_hosts,
    profile_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.options import option_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


class ActionModule(ControllerAction):
    """Lints the variables of the host, or of many hosts, without contacting a node."""

    NAME = "lint_info"
    SHAPE: t.ClassVar[Result] = {"findings": [], "groups": [], "runtime_name": "", "version": ""}

    def decide(self, arguments: Result) -> Result:
        if arguments["hosts"]:
            return {"groups": list(self._groups(arguments)), "msg": f"{len(arguments['hosts'])} host(s)"}
        if arguments["options_only"]:
            return _result(option_errors(self._task_vars, controller_of(self).template))
        known = HostProfile(
            arguments["runtime"] if arguments["runtime"] in RUNTIMES else "",
            arguments["version"],
            self._platform(arguments["platform"]),
            arguments["embedded_registry"],
        )
        findings = lint_host(self._task_vars, known, controller_of(self))
        return {**_result(findings), "runtime_name": known.runtime, "version": known.version}

    def _groups(self, arguments: Result) -> t.Iterator[Result]:
        for hosts, variables, controller in groups_of_hosts(self, arguments["hosts"], self._task_vars):
            if arguments["options_only"]:
                findings = option_errors(variables, controller.template)
            else:
                findings = lint_host(variables, profile_of(variables, controller), controller)
            yield {"hosts": list(hosts), "findings": [vars(finding) for finding in findings]}

    def _platform(self, requested: str) -> str:
        if requested != "auto":
            return requested
        return "windows" if self.is_on_windows else "linux"


def _result(findings: t.Sequence[Finding]) -> Result:
    return {"findings": [vars(finding) for finding in findings], "msg": f"{len(findings)} finding(s)"}

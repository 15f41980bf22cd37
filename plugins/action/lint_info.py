# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.lint_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import HostProfile, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host_action import HostVariables

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


class ActionModule(HostVariables):
    """Lints the variables of the host; asks nothing of any node."""

    NAME = "lint_info"
    SHAPE: t.ClassVar[Result] = {"findings": [], "runtime_name": "", "version": ""}

    _requires_connection = False

    def decide(self, arguments: Result, node: LinuxNode) -> Result:
        del node  # Nothing is asked of any node.
        known = HostProfile(
            arguments["runtime"] if arguments["runtime"] in RUNTIMES else "",
            arguments["version"],
            self._platform(arguments["platform"]),
            arguments["embedded_registry"],
        )
        findings = lint_host(self._task_vars, known, self.controller())
        return {
            "findings": [vars(finding) for finding in findings],
            "runtime_name": known.runtime,
            "version": known.version,
            "msg": f"{len(findings)} finding(s)",
        }

    def _platform(self, requested: str) -> str:
        if requested != "auto":
            return requested
        return "windows" if getattr(self._connection._shell, "_IS_WINDOWS", False) else "linux"

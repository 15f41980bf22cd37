# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows what was found before a change on all hosts; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.report import Looked, PreflightReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import node_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import NodeVersion

_OF_SERVERS = "pullproof_preflight"


class ActionModule(ControllerAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "preflight_report"
    SHAPE: t.ClassVar[Result] = {"lines": [], "acceptable": False, "without_result": []}

    def decide(self, arguments: Result) -> Result:
        report = self._report(arguments)
        lines = report.lines()
        self._display.display("\n".join(lines))
        if arguments["json"]:
            write_report(arguments["json"], report.as_json(), "preflight_json")
        return {
            "lines": lines,
            "acceptable": report.is_acceptable(arguments["fail_on"]),
            "without_result": list(report.without_result),
            "msg": report.sum,
        }

    def _report(self, arguments: Result) -> PreflightReport:
        registered = self.registered(arguments["hosts"], arguments["register"])
        found = {name: result for name, result in registered.items() if result.get("runtime_name")}
        target = arguments["target_version"].strip()
        return PreflightReport(
            [_looked(name, result) for name, result in found.items()],
            parse_target(target) if target else None,
            [self._server(name) for name in arguments["servers"]],
            [name for name in registered if name not in found],
        )

    def _server(self, name: str) -> NodeVersion:
        host = self._task_vars["hostvars"][name]
        seen = host[_OF_SERVERS]
        return node_version(name, seen["runtime"], seen["version"], False, host.get("preflight_cluster", ""))


def _looked(name: str, result: Result) -> Looked:
    node = node_version(name, result["runtime_name"], result["version"], result["upgraded"], result["cluster"])
    return Looked(node, result["version"], tuple(Finding(**finding) for finding in result["findings"]))

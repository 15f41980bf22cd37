# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows the pulls of all hosts in one table; see the documentation module of the same name."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_report import Report, report
from ansible_collections.pullproof.registry.plugins.plugin_utils._verdict import HostPulls

EMPTY: Result = {"lines": [], "proven": 0, "total": 0, "without_result": []}


class ActionModule(ConcernAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "pull_report"
    SHAPE = EMPTY

    _requires_connection = False

    def decide(self, arguments: Result, node: Node) -> Result:
        del node  # Nothing is asked of any node.
        names = arguments["hosts"] or self._task_vars["ansible_play_hosts_all"]
        found = self._report(names, arguments["register"], arguments["preview"])
        self._display.display("\n".join(found.closing if arguments["summary_only"] else found.lines))
        return {
            "lines": found.lines,
            "proven": found.proven,
            "total": found.total,
            "without_result": found.without_result,
            "msg": found.lines[-1],
        }

    def _report(self, names: list[str], register: str, is_preview: bool) -> Report:
        hostvars = self._task_vars["hostvars"]
        registered = {name: hostvars[name].get(register) or {} for name in names}
        hosts = [_host_pulls(name, result) for name, result in registered.items() if _has_pulls(result)]
        without = [name for name, result in registered.items() if "images" not in result and "pulls" not in result]
        if is_preview:
            lines = preview_lines(hosts)
            return Report(lines, lines[-1:], 0, sum(len(host.pulls) for host in hosts), without)
        return report(hosts, without, details=self._display.verbosity > 0)


def _has_pulls(result: Result) -> bool:
    return bool(result.get("images") or result.get("pulls"))


def _host_pulls(name: str, result: Result) -> HostPulls:
    """With the verdicts, where the pulls were judged."""
    if result.get("images"):
        return HostPulls.of(name, result["images"])
    return HostPulls(name, [PullOutcome(**entry) for entry in result["pulls"]])

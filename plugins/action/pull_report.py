# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows the pulls of all hosts in one table; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.collection_version import collection_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import check_folder, write_reports
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import Report, report
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import (
    FleetReport,
    HostReport,
    Tools,
    host_report,
    now,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.formats import HTML, report_files

EMPTY: Result = {"lines": [], "proven": 0, "total": 0, "without_result": [], "reports": {}}
VARIABLE = "verify_report_dir"


class ActionModule(ControllerAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "pull_report"
    SHAPE = EMPTY

    def decide(self, arguments: Result) -> Result:
        folder = arguments["report_dir"]
        if folder:
            check_folder(folder, VARIABLE)
        if arguments["check_only"]:
            return {"msg": f"reports can be written to {folder}" if folder else "no reports are wanted"}
        registered = {**self.registered(arguments["hosts"], arguments["register"]), **self._lost(arguments["register"])}
        reports = {name: self._read(name, result) for name, result in registered.items() if _is_result(result)}
        without = [name for name in registered if name not in reports]
        found = self._report([one.pulls for one in reports.values() if one.pulls.pulls], without, arguments["preview"])
        is_due = bool(folder) and self._is_due(registered)
        written = self._write(folder, arguments["register"], reports, without) if is_due else {}
        place = [_place(folder, written)] if is_due else []
        self._display.display("\n".join([*place, *(found.closing if arguments["summary_only"] else found.lines)]))
        return {
            "lines": found.lines,
            "proven": found.proven,
            "total": found.total,
            "without_result": found.without_result,
            "reports": written,
            "msg": found.lines[-1],
        }

    def _lost(self, register: str) -> dict[str, Result]:
        """Hosts of the play whose pulls could not even be tried: Ansible counts them to no batch any more."""
        everyone = self.registered([], register)
        return {
            name: result
            for name, result in everyone.items()
            if (result.get("failed") or result.get("unreachable")) and not _has_pulls(result)
        }

    def _read(self, name: str, result: Result) -> HostReport:
        return host_report(name, result, self._disruptions(name))

    def _report(self, hosts: list[HostPulls], without: list[str], is_preview: bool) -> Report:
        if is_preview:
            lines = preview_lines(hosts)
            return Report(lines, lines[-1:], 0, sum(len(host.pulls) for host in hosts), without)
        return report(hosts, without, details=self._display.verbosity > 0)

    def _is_due(self, registered: t.Mapping[str, Result]) -> bool:
        """Files are written once the play has no further batch, or where this may be its last one."""
        last = self._task_vars["ansible_play_hosts_all"][-1]
        return last in registered or not all(result.get("acceptable", True) for result in registered.values())

    def _write(
        self, folder: str, register: str, reports: t.Mapping[str, HostReport], without_result: list[str]
    ) -> dict[str, str]:
        """The files include all hosts with a result, also those of earlier batches."""
        if self._task.check_mode:
            return {}
        everyone = self.registered(list(self._task_vars["hostvars"]), register)
        known = [reports.get(name) or self._read(name, one) for name, one in everyone.items() if _is_result(one)]
        tools = Tools(collection_version(), self._task_vars["ansible_version"]["full"])
        texts = report_files(FleetReport(known, without_result, tools, now()))
        return write_reports(folder, texts, VARIABLE)

    def _disruptions(self, name: str) -> t.Iterator[Result]:
        """What this run has changed on the host, by when it takes effect."""
        known = self._task_vars["hostvars"][name].get("ansible_facts", {}).get(FACT) or {}
        for effect, roles in known.get("effects", {}).items() if known.get("run") == RUN_ID else ():
            yield {"effect": effect, "roles": list(roles)}


def _place(folder: str, written: t.Mapping[str, str]) -> str:
    """Where the reports are, in a line."""
    return f"Report: {written[HTML]}" if written else f"Check mode: no report is written to {folder}."


def _is_result(result: Result) -> bool:
    """A host that was refused before its first pull has the shape of a result, with nothing in it."""
    is_empty = result.get("failed") and not _has_pulls(result)
    return "images" in result and not is_empty


def _has_pulls(result: Result) -> bool:
    return bool(result.get("images"))

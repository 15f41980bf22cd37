# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares the configuration of all hosts; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import HostAudit
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.report import (
    as_document,
    audit_report,
    report_lines,
)

OUTLIER = "outlier"


class ActionModule(ControllerAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "audit_report"
    SHAPE: t.ClassVar[Result] = {"lines": [], "outliers": {}, "without_result": []}

    def decide(self, arguments: Result) -> Result:
        found, hostvars = self.registered(arguments["hosts"], arguments["register"]), self._task_vars["hostvars"]
        # Digests of another run, from a cache of variables, can't be compared with those of this one.
        results = {name: result for name, result in found.items() if result.get("run") == RUN_ID}
        report = audit_report(
            [HostAudit.of(name, result, hostvars[name].get("group_names", ())) for name, result in results.items()],
            {name: result["unmanaged"] for name, result in results.items()},
            [name for name in found if name not in results],
        )
        lines = report_lines(report)
        self._display.display("\n".join(lines))
        if arguments["json"]:
            write_report(arguments["json"], as_document(report), "audit_json")
        failed = arguments["fail_on"] == OUTLIER and bool(report.outliers)
        return {
            # A failure is shown whole, and the lines have been shown.
            "lines": [] if failed else lines,
            "outliers": report.outliers,
            "without_result": list(report.without_result),
            "warnings": report.warnings,
            "failed": failed,
            "msg": report.summary,
        }

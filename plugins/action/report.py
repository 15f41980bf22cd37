# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.report`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action import disruption
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit import fleet_report as audit_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint import fleet_report as lint_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight import fleet_report as preflight_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight import plan_report, transition_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain import (
    fleet_report as explain_report,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout import rollback_report, rollout_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill import fleet_report as drill_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report import fleet_report as verify_report

# By subject: the report, and the variable that the playbooks and roles of the collection register the results in.
REPORTS: dict[str, tuple[t.Callable[[FleetResults], RenderedReport], str]] = {
    "verify": (verify_report.fleet_report, "verify_result"),
    "lint": (lint_report.fleet_report, "pullproof_lint"),
    "options": (lint_report.options_report, "pullproof_options"),
    "preflight": (preflight_report.fleet_report, "pullproof_preflight"),
    "audit": (audit_report.fleet_report, "audit_result"),
    "explain": (explain_report.fleet_report, "explain_result"),
    "drill": (drill_report.fleet_report, "drill_result"),
    "disruption": (disruption.fleet_report, ""),
    "plan": (plan_report.fleet_report, "pullproof_plan"),
    "transition": (transition_report.fleet_report, "pullproof_plan"),
    "rollout": (rollout_report.fleet_report, ""),
    "rollback": (rollback_report.fleet_report, "pullproof_snapshots"),
}

# The variable that names the file of a report, if it is not SUBJECT_OPTION.
VARIABLES = {"plan": "provision_plan_file"}


class ActionModule(ControllerAction):
    """Shows one report about all hosts, and writes its files."""

    NAME = "report"
    SHAPE: t.ClassVar[Result] = {
        "lines": [],
        "acceptable": False,
        "without_result": [],
        "counts": {},
        "outliers": {},
        "disruptions": {},
        "files": {},
        "unproven": "",
        "snapshot": "",
        "hosts": [],
        "states": {},
    }

    def decide(self, arguments: Result) -> Result:
        subject = arguments["of"]
        if arguments["fail_on"] == "outlier" and subject != "audit":
            raise PullproofError(f"Only an audit has outliers. Set {subject}_fail_on to error, warning or never.")
        render, register = REPORTS[subject]
        report = render(self._results(arguments, arguments["register"] or register))
        shown = report.lines if report.shown is None else report.shown
        if shown:
            self._display.display("\n".join(shown))
        for option, text in report.files.items():
            write_report(arguments[option], text, VARIABLES.get(subject, f"{subject}_{option}"))
        return {
            "lines": list(report.lines),
            "acceptable": report.acceptable,
            "without_result": list(report.without_result),
            "warnings": list(report.warnings),
            "msg": report.summary,
            **report.details,
        }

    def _results(self, arguments: Result, register: str) -> FleetResults:
        is_verbose = self._display.verbosity > 0
        return FleetResults(arguments, register, self._task_vars, bool(self._task.check_mode), is_verbose)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows what the lint found on all hosts; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import SEVERITIES, FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.junit import as_junit
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


class ActionModule(ControllerAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "lint_report"
    SHAPE: t.ClassVar[Result] = {
        "lines": [],
        "errors": 0,
        "warnings_found": 0,
        "infos": 0,
        "acceptable": False,
        "without_result": [],
    }

    def decide(self, arguments: Result) -> Result:
        fleet = _gathered(self.registered(arguments["hosts"], arguments["register"]))
        lines = fleet.lines(SEVERITIES if arguments["infos"] else SEVERITIES[:2])
        self._display.display("\n".join(lines))
        if arguments["json"]:
            write_report(arguments["json"], fleet.as_json(), "lint_json")
        if arguments["junit"]:
            write_report(arguments["junit"], as_junit(fleet, arguments["fail_on"]), "lint_junit")
        return {
            "lines": lines,
            "errors": fleet.count("error"),
            "warnings_found": fleet.count("warning"),
            "infos": fleet.count("info"),
            "acceptable": fleet.is_acceptable(arguments["fail_on"]),
            "without_result": list(fleet.without_result),
            "msg": fleet.sum,
        }


def _gathered(registered: t.Mapping[str, Result]) -> FleetFindings:
    found = {
        name: [Finding(**finding) for finding in result["findings"]]
        for name, result in registered.items()
        if "findings" in result and not result.get("failed")
    }
    return FleetFindings.of(found, [name for name in registered if name not in found])

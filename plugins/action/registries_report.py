# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows where all hosts ask for their images; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain_fleet import (
    as_document,
    report_lines,
)


class ActionModule(ControllerAction):
    """Reads what other hosts registered; asks nothing of any node."""

    NAME = "registries_report"
    SHAPE: t.ClassVar[Result] = {"lines": [], "without_result": []}

    def decide(self, arguments: Result) -> Result:
        found = self.registered(arguments["hosts"], arguments["register"])
        results = {name: result for name, result in found.items() if result.get("table")}
        without_result = [name for name in found if name not in results]
        lines = report_lines(results, without_result)
        self._display.display("\n".join(lines))
        if arguments["json"]:
            write_report(arguments["json"], as_document(results), "explain_json")
        return {"lines": lines, "without_result": without_result, "msg": lines[-1]}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows what a run in check mode would disrupt; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import foresight_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import (
    FACT,
    PLANNED_EFFECTS,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID


class ActionModule(ControllerAction):
    """Reads what the actions foresaw on the hosts of the play; asks nothing of any node."""

    NAME = "disruption_report"
    SHAPE: t.ClassVar[Result] = {"lines": [], "hosts": {}}

    def decide(self, arguments: Result) -> Result:
        del arguments  # There are no options.
        hostvars = self._task_vars["hostvars"]
        planned = {}
        for name in self._task_vars["ansible_play_hosts"]:
            known = hostvars[name].get("ansible_facts", {}).get(FACT) or {}
            if known.get("run") == RUN_ID:
                planned[name] = {disruption: list(known[key]) for key, disruption in PLANNED_EFFECTS.items()}
        lines = foresight_lines(planned)
        if lines:
            self._display.display("\n".join(lines))
        return {"lines": lines, "hosts": planned, "msg": "; ".join(lines) or "nothing is known of any host"}

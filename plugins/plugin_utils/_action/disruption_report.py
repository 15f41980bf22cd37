# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about what a run in check mode would disrupt.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import foresight_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, PLANNED_EFFECTS
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID


def fleet_report(results: FleetResults) -> RenderedReport:
    """One line per disruption, with the hosts that still take part in the play."""
    planned = {}
    for name in results.variables["ansible_play_hosts"]:
        known = results.hostvars[name].get("ansible_facts", {}).get(FACT) or {}
        if known.get("run") == RUN_ID:
            planned[name] = {disruption: list(known[key]) for key, disruption in PLANNED_EFFECTS.items()}
    lines = foresight_lines(planned)
    return RenderedReport(lines, "; ".join(lines) or "no planned change is known", details={"disruptions": planned})

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run to undo on all hosts, and what that changes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Collection

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import host_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.snapshot import LAST
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


def fleet_report(results: FleetResults) -> RenderedReport:
    """The last run that changed any of the hosts, or the one in the option `to`. Raises PullproofError if no host has
    its snapshot.
    """
    found = results.requested()
    restorable = {host: result["restorable"] for host, result in found.items() if "restorable" in result}
    every = {name for result in found.values() for key in ("restorable", "restored") for name in result.get(key, ())}
    run = _run(every, results.options["to"])
    hosts = [host for host, names in restorable.items() if run in names]
    if not hosts:
        raise PullproofError(
            f"Checked: the nodes that the run {run} changed. Observed: none of them can be restored to the time before "
            "it. Expected: a node with a snapshot of this run. Fix: set rollback_to to an older run, or provision the "
            "nodes with the variables of that time."
        )
    without = [host for host, names in restorable.items() if not names and not found[host].get("restored")]
    undone = [host for host, result in found.items() if run in result.get("restored", ())]
    others = [host for host in restorable if host not in (*hosts, *without, *undone)]
    silent = [host for host in found if host not in restorable]
    sentences = {
        f"Undo the run {run} and all later ones": hosts,
        "Undone before": undone,
        "Not changed by this run": others,
        "Without a snapshot": without,
        "Without an answer": silent,
    }
    lines = [line for sentence, names in sentences.items() for line in host_lines(sentence, names)]
    details = {"snapshot": run, "hosts": hosts}
    return RenderedReport(lines, lines[0], without_result=silent, details=details)


def _run(every: Collection[str], wanted: str) -> str:
    """The run to undo. The last one may have been undone already on some hosts."""
    newest_first = sorted(every, reverse=True)
    if wanted == LAST and newest_first:
        return newest_first[0]
    if wanted not in every:
        listed = ", ".join(newest_first)
        raise PullproofError(
            f"Checked: the snapshot {wanted} (rollback_to). Observed: the hosts have {listed or 'none'}. "
            f"Expected: the name of a snapshot. Fix: {'use one of them' if listed else 'no run can be undone'}."
        )
    return wanted

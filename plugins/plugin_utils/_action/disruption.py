# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed files disrupt, in words: nothing, or the service by a reload or a restart.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import host_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, PLANNED_EFFECTS
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID

NONE = "none"
RESTART = "restart"
# Only a plan has it: no file needs a drain of itself.
DRAIN = "drain"

# The worst first.
WHEN: Mapping[str, str] = {
    DRAIN: "at a restart of the service, after a drain of the node",
    RESTART: "at a restart of the service",
    "reload": "at a reload of the service, which keeps running",
    "live": "at the next pull",
    NONE: "without the runtime",
}

Files = Sequence[Mapping[str, str]]


def worst_of(files: Files) -> str:
    """The worst of the changed files: restart, reload, live or none."""
    found = _counts(files)
    return next((name for name in WHEN if name in found), NONE)


def disruption_sentence(files: Files, check_mode: bool) -> str:
    """How many files change and when that takes effect; empty if none does."""
    counts = _counts(files)
    total = sum(counts.values())
    if not total:
        return ""
    verb = "would change" if check_mode else "changed"
    start = f"{total} file{'s' if total > 1 else ''} {verb}"
    if len(counts) == 1:
        return f"{start}: takes effect {WHEN[next(iter(counts))]}"
    return f"{start}: " + ", ".join(f"{count} of them {WHEN[name]}" for name, count in counts.items())


def planned_change_lines(roles: Mapping[str, Mapping[str, Iterable[str]]]) -> list[str]:
    """One line per disruption with its hosts. `roles` has, by host and disruption, the roles that would change.

    A host is named in the line of its worst disruption: one restart loads all that was written.
    """
    hosts: dict[str, list[str]] = {}
    for host, planned in roles.items():
        worst = next((name for name in WHEN if planned.get(name)), "")
        hosts.setdefault(worst, []).append(host)
    lines: list[str] = []
    for name, when in WHEN.items():
        lines += host_lines(f"Would take effect {when}", hosts.get(name, []))
    return [*lines, *host_lines("No file would change", hosts.get("", []))]


def fleet_report(results: FleetResults) -> RenderedReport:
    """One line per disruption, with the hosts that still take part in the play."""
    planned = {}
    for name in results.variables["ansible_play_hosts"]:
        known = results.hostvars[name].get("ansible_facts", {}).get(FACT) or {}
        if known.get("run") == RUN_ID:
            planned[name] = {disruption: list(known[key]) for key, disruption in PLANNED_EFFECTS.items()}
    lines = planned_change_lines(planned)
    return RenderedReport(lines, "; ".join(lines) or "no planned change is known", details={"disruptions": planned})


def _counts(files: Files) -> dict[str, int]:
    changed = [entry["disruption"] for entry in files if entry["change"] != "unchanged"]
    return {name: changed.count(name) for name in WHEN if name in changed}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which nodes have the new configuration after a node failed, and which have the old one.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import host_lines

NOT_RESTORED, RESTORED, UNPROVEN, FAILED = "not_restored", "restored", "unproven", "failed"
UNREACHABLE, PROVEN, BOTH, UNCHANGED = "unreachable", "proven", "both", "unchanged"

_SENTENCES = {
    NOT_RESTORED: "Failed, and could not be restored (see the error of the node)",
    RESTORED: "Failed, and has its former configuration again",
    UNPROVEN: "Failed, and keeps the new configuration",
    FAILED: "Failed before its first change",
    UNREACHABLE: "Unreachable since its change (a Linux node restores itself after provision_confirm_timeout)",
    PROVEN: "Has the new configuration, proven",
    BOTH: "Has the new and the former endpoints, proven",
    UNCHANGED: "Not changed by this run",
}


def fleet_report(results: FleetResults) -> RenderedReport:
    """One line per state with its hosts. Without lines if no node failed."""
    groups = results.variables["groups"]
    hosts = [*groups.get("pullproof_servers", ()), *groups.get("pullproof_agents", ())]
    batch, alive = results.play_hosts, results.variables["ansible_play_hosts"]
    lost = [host for host in batch if host not in alive]
    states = {host: _state_of(results.hostvars[host], host in lost) for host in hosts}
    if not set(states.values()) - {PROVEN, BOTH, UNCHANGED}:
        return RenderedReport([], "no node failed")
    lines: list[str] = []
    for state, sentence in _SENTENCES.items():
        lines += host_lines(sentence, [host for host in hosts if states[host] == state])
    return RenderedReport(lines, "; ".join(lines), details={"states": states})


def _state_of(variables: Mapping[str, Any], is_lost: bool) -> str:
    confirmed, restored = (variables.get(f"pullproof_{name}") or {} for name in ("confirmed", "restored"))
    if confirmed.get("unreachable") or restored.get("unreachable"):
        return UNREACHABLE
    if restored.get("failed"):
        return NOT_RESTORED
    if restored:
        is_kept = bool(restored.get("kept"))
        return RESTORED if restored.get("snapshot") else UNPROVEN if is_kept else FAILED
    if confirmed and not confirmed.get("failed"):
        return PROVEN
    if is_lost:
        return UNREACHABLE
    # In the second step of a transition, the first one is proven.
    return BOTH if (variables.get("pullproof_plan") or {}).get("snapshot") else UNCHANGED

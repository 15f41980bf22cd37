# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time service of a Linux node: it must run alone, with the managed files loaded.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import judge, preview, prove

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import ClockCriteria

Result = dict[str, t.Any]


def is_settled(clock: ClockFacts, provider: str | None, criteria: ClockCriteria) -> bool:
    """Whether only the provider runs, with the managed files. Without servers: whether it has loaded them."""
    if provider is None or not clock["loaded"]:
        return provider is None
    if not criteria.servers:
        return True
    on = {name for name, unit in clock["units"].items() if unit["active"] == "active" or unit["enabled"] == "enabled"}
    unit = clock["units"].get(provider, {"active": "absent", "enabled": "disabled"})
    return on <= {provider} and unit["active"] == "active" and unit["enabled"] != "disabled"


def apply_servers(plan: Plan, done: Result, criteria: ClockCriteria, check_mode: bool, node: LinuxNode) -> Result:
    """Write the files, settle the service, and prove that the clock is in sync. Raises PullproofError.

    `done` has the provider and the actions so far.
    """
    applied = node.apply(plan)
    applied.pop("trust_refreshed")
    done = {**applied, **done, "changed": applied["changed"] or bool(done["actions"])}
    clock = node.observation()["clock"]
    if check_mode:
        done["changed"] = done["changed"] or not is_settled(clock, done["provider"], criteria)
        return preview(done, clock, criteria, _planned_actions(done, clock, criteria))
    done, clock = _settle(done, clock, criteria, node)
    return prove(done, clock, criteria)


def _planned_actions(done: Result, clock: ClockFacts, criteria: ClockCriteria) -> list[str]:
    pending = bool(done["files"]) or not is_settled(clock, done["provider"], criteria)
    return [*done["actions"], *(["make the time service run with these files"] if pending else [])]


def _settle(done: Result, clock: ClockFacts, criteria: ClockCriteria, node: LinuxNode) -> tuple[Result, ClockFacts]:
    """Start or reload the provider if necessary, and wait until the clock is in sync."""
    unproven = criteria.required and not judge(clock, criteria).proven
    if not done["provider"] or (not unproven and is_settled(clock, done["provider"], criteria)):
        return done, clock
    acted = node.run("internal.clock", _order(done["provider"], criteria))
    node.invalidate()
    actions, changed = [*done["actions"], *acted["actions"]], done["changed"] or acted["changed"]
    return {**done, "actions": actions, "changed": changed}, acted["clock"]


def _order(provider: str, criteria: ClockCriteria) -> Result:
    return {
        "provider": provider,
        "run": bool(criteria.servers),
        "servers": list(criteria.servers),
        "max_offset_ms": criteria.max_offset_ms,
        "timeout": criteria.seconds if criteria.required else 0,
    }

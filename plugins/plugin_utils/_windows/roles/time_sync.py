# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Set the time servers of a Windows node's W32Time, and prove that its clock is in sync.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import judge, preview, prove
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import changed_file, diff_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import (
    PARAMETERS,
    PROVIDER,
    SERVICE,
    WindowsClock,
    query_clock,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import ClockCriteria

Result = dict[str, Any]

_PAUSE_SECONDS = 2
# Client mode (0x8). Without 0x1, W32Time chooses the polling interval itself.
_FLAGS = "0x8"
_NTP = "NTP"
_FACTS = "ansible_windows_domain_member"


@dataclass(frozen=True)
class ClockPlan:
    """The registry values that change, by name, before and after. `starts`: the service must be enabled and started."""

    values: Mapping[str, tuple[str, str]]
    starts: bool = False

    @property
    def changed(self) -> bool:
        """Whether the node changes."""
        return bool(self.values) or self.starts


def apply_servers(
    servers: Sequence[TimeServer], criteria: ClockCriteria, domain_members: bool, node: WindowsNode
) -> Result:
    """Set the servers, and prove that the clock is in sync. Raises PullproofError."""
    clock = query_clock(node, criteria.servers)
    plan = plan_servers(servers, clock)
    if servers:
        check_policy(servers, clock)
    if plan.values and not domain_members:
        check_domain(node)
    if plan.values and criteria.required and not clock.answered:
        # A second query, because a datagram may be lost.
        check_answers(query_clock(node, criteria.servers, again=True))
    done = {"provider": PROVIDER, "changed": plan.changed, "diff": _diff(plan), "files": _files(plan)}
    if node.check_mode:
        return preview(done, clock.facts(), criteria, [f"set {SERVICE} to these servers"] if plan.changed else [])
    actions = set_servers(node, plan, clock)
    if plan.changed:
        clock = query_clock(node, criteria.servers)
    return prove({**done, "actions": actions}, _in_sync(clock, criteria, node).facts(), criteria)


def plan_servers(servers: Sequence[TimeServer], clock: WindowsClock) -> ClockPlan:
    """The changes that make W32Time use the servers. Without servers there are none."""
    if not servers:
        return ClockPlan({})
    wanted = {"NtpServer": (clock.servers, peer_list(servers)), "Type": (clock.kind, _NTP)}
    values = {name: (before, after) for name, (before, after) in wanted.items() if before != after}
    return ClockPlan(values, starts=not (clock.starts and clock.runs))


def peer_list(servers: Sequence[TimeServer]) -> str:
    """The value NtpServer for these servers. The name of a pool is treated as a server."""
    return " ".join(f"{server.hostname},{_FLAGS}" for server in servers)


def check_policy(servers: Sequence[TimeServer], clock: WindowsClock) -> None:
    """Raises PullproofError for a group policy that sets other servers: it overrides the settings of the node."""
    expected = {"ntpserver": peer_list(servers), "type": _NTP}
    overridden = {name: clock.policy[name] for name in expected if name in clock.policy}
    if any(value != expected[name] for name, value in overridden.items()):
        observed = ", ".join(f"{name} = {value}" for name, value in overridden.items())
        raise PullproofError(
            f"Checked: the servers of W32Time. Observed: a group policy sets {observed}. Expected: no policy, or one "
            f"with {expected['ntpserver']}. Fix: set the servers in the policy (Computer Configuration, Administrative "
            "Templates, System, Windows Time Service), or exclude this node from it; or set time_sync_servers: [] here."
        )


def check_answers(clock: WindowsClock) -> None:
    """Raises PullproofError if no server answers the node: the clock would drift from then on."""
    if clock.answered:
        return
    observed = ", ".join(f"{name}: no answer ({error})" for name, error in clock.offsets.items())
    raise PullproofError(
        f"Checked: whether the listed time servers answer this node, before they are set. Observed: {observed}. "
        "Expected: an answer from one of them. Fix: check the names in time_sync_servers, and that UDP port 123 of "
        "these servers is open to the node; or set time_sync_proof: never to skip this check."
    )


def check_domain(node: WindowsNode) -> None:
    """Raises PullproofError for a member of a domain, which synchronises with its controllers. One remote call."""
    subset = {"gather_subset": ["!all", "!min", "windows_domain"]}
    facts = node.query("ansible.windows.setup", subset)["ansible_facts"]
    if facts.get(_FACTS):
        raise PullproofError(
            "Checked: the time source of W32Time. Observed: the node is a member of a domain, whose controllers set "
            "its clock. Expected: a node without a domain. Fix: set time_sync_servers: [] for it and the servers "
            "on the domain's PDC emulator, or time_sync_domain_members: true for an exception."
        )


def set_servers(node: WindowsNode, plan: ClockPlan, clock: WindowsClock) -> list[str]:
    """Carry out the plan. Returns the actions."""
    for name, (_before, after) in plan.values.items():
        arguments = {"path": PARAMETERS.replace("HKLM", "HKLM:"), "name": name, "data": after, "type": "string"}
        node.call("ansible.windows.win_regedit", arguments)
    done = [f"set {name} of {SERVICE}" for name in plan.values]
    if plan.starts:
        node.call("ansible.windows.win_service", {"name": SERVICE, "start_mode": "auto", "state": "started"})
        done.append(f"enabled and started {SERVICE}")
    if plan.values and clock.runs:
        node.call("ansible.windows.win_command", {"cmd": "w32tm.exe /config /update"})
        done.append(f"reloaded {SERVICE}")
    return done


def _in_sync(clock: WindowsClock, criteria: ClockCriteria, node: WindowsNode) -> WindowsClock:
    """The clock once it is in sync, or when the time is up. W32Time corrects it step by step."""
    begun = time.monotonic()
    while criteria.required and not judge(clock.facts(), criteria).proven:
        if time.monotonic() - begun >= criteria.seconds:
            break
        node.query("ansible.windows.win_command", {"cmd": "cmd.exe /d /c w32tm.exe /resync /rediscover & exit 0"})
        time.sleep(_PAUSE_SECONDS)
        clock = query_clock(node, criteria.servers)
    return clock


def _diff(plan: ClockPlan) -> list[dict[str, str]]:
    if not plan.values:
        return []
    before, after = (
        "".join(f"{name}={pair[index]}\n" for name, pair in sorted(plan.values.items())) for index in (0, 1)
    )
    return [diff_of(PARAMETERS, before, after)]


def _files(plan: ClockPlan) -> list[dict[str, str]]:
    """The registry values as changed files. They do not affect the runtime."""
    return [changed_file(rf"{PARAMETERS}\{name}", "updated", "none") for name in sorted(plan.values)]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be changed so that W32Time of a Windows node takes the time from the listed servers, and the change.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import (
    PARAMETERS,
    SERVICE,
    WindowsClock,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer

# Client mode (0x8); without 0x1 W32Time polls as often as it finds necessary.
_FLAGS = "0x8"
_NTP = "NTP"
_FACTS = "ansible_windows_domain_member"


def peer_list(servers: Sequence[TimeServer]) -> str:
    """The value NtpServer for these servers; a pool's name is one as any other."""
    return " ".join(f"{server.hostname},{_FLAGS}" for server in servers)


def wanted_values(servers: Sequence[TimeServer], clock: WindowsClock) -> dict[str, tuple[str, str]]:
    """The values of the registry that differ, by name: what is there, and what has to be."""
    wanted = {"NtpServer": (clock.servers, peer_list(servers)), "Type": (clock.kind, _NTP)}
    return {name: (before, after) for name, (before, after) in wanted.items() if before != after}


def check_policy(servers: Sequence[TimeServer], clock: WindowsClock) -> None:
    """Refuse where a group policy has the last word and says something else."""
    expected = {"ntpserver": peer_list(servers), "type": _NTP}
    overridden = {name: clock.policy[name] for name in expected if name in clock.policy}
    if any(value != expected[name] for name, value in overridden.items()):
        told = ", ".join(f"{name} = {value}" for name, value in overridden.items())
        raise PullproofError(
            f"Checked: who sets W32Time's servers. Observed: a group policy does: {told}. Expected: none, or one that "
            f"says {expected['ntpserver']}. Fix: set the servers in the policy (Computer Configuration, Administrative "
            "Templates, System, Windows Time Service), or take this node out of it; or set time_sync_servers: [] here."
        )


def check_answers(clock: WindowsClock) -> None:
    """Refuse servers of which none answers the node: a clock that is set to them drifts from then on."""
    if clock.answered:
        return
    told = ", ".join(f"{name}: no answer ({error})" for name, error in clock.offsets.items())
    raise PullproofError(
        f"Checked: whether the listed time servers answer this node, before it is set to them. Observed: {told}. "
        "Expected: an answer of one of them. Fix: check the names in time_sync_servers, and that UDP port 123 of these "
        "servers is open to the node; or time_sync_proof: never, if they are to be set all the same."
    )


def check_domain(node: WindowsNode) -> None:
    """Refuse a member of a domain, whose time comes from its domain controllers. One remote call."""
    subset = {"gather_subset": ["!all", "!min", "windows_domain"]}
    facts = node.query("ansible.windows.setup", subset)["ansible_facts"]
    if facts.get(_FACTS):
        raise PullproofError(
            "Checked: where W32Time gets the time from. Observed: the node is a member of a domain, whose controllers "
            "set its clock. Expected: a node without a domain. Fix: set time_sync_servers: [] for it and the servers "
            "on the domain's PDC emulator, or time_sync_domain_members: true if this node is to be an exception."
        )


def set_clock(node: WindowsNode, values: dict[str, tuple[str, str]], clock: WindowsClock) -> list[str]:
    """Make it so; returns what was done."""
    for name, (_before, after) in values.items():
        arguments = {"path": PARAMETERS.replace("HKLM", "HKLM:"), "name": name, "data": after, "type": "string"}
        node.call("ansible.windows.win_regedit", arguments)
    done = [f"set {name} of {SERVICE}" for name in values]
    if not (clock.starts and clock.runs):
        node.call("ansible.windows.win_service", {"name": SERVICE, "start_mode": "auto", "state": "started"})
        done.append(f"had {SERVICE} started, now and with the system")
    if values and clock.runs:
        node.call("ansible.windows.win_command", {"cmd": "w32tm.exe /config /update"})
        done.append(f"had {SERVICE} read its settings")
    return done


def resynchronise(node: WindowsNode) -> None:
    """Have W32Time ask its servers now, and correct the clock as its limits allow."""
    node.query("ansible.windows.win_command", {"cmd": "cmd.exe /d /c w32tm.exe /resync /rediscover & exit 0"})


def diff_of(values: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What changes in the registry, for people."""
    if not values:
        return []
    before, after = ("".join(f"{name}={pair[index]}\n" for name, pair in sorted(values.items())) for index in (0, 1))
    return [{"before_header": PARAMETERS, "after_header": PARAMETERS, "before": before, "after": after}]


def files_of(values: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """The registry's values in the shape of changed files; the runtime has nothing to do with them."""
    return [
        {"path": rf"{PARAMETERS}\{name}", "change": "updated", "takes_effect": "none", "disruption": "none"}
        for name in sorted(values)
    ]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables for a service on Windows: its value `Environment` in the registry, which it gets at its next start.

A REG_MULTI_SZ of NAME=value, sorted by name, shared with whoever else writes there. The service manager adds it to the
environment of the system. win_regedit compares without regard to letter case, so that it is not asked what differs.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._text.mask_environment import masked_value
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import ROLE, environment_for, is_wanted
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_reach
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import combined, run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.firewall import proxy_ports, set_rule
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import SERVICES
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ENVIRONMENT,
    INSTALLED_SERVICES,
    ChosenService,
    Services,
    choose_service_if_needed,
    environment_place,
    runtime_with_places,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    STATE,
    WindowsState,
    mark_pending,
    save,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

Result = dict[str, t.Any]

_MULTI = "REG_MULTI_SZ"


@dataclass(frozen=True)
class NodeFacts:
    """The managed settings and the services of the node."""

    state: WindowsState
    services: Services


@dataclass(frozen=True)
class Merge:
    """The value as it `was` (None: there was none) and as it is to be. `ours` are the names that are ours then."""

    was: tuple[str, ...] | None = field(repr=False)
    new: tuple[str, ...] = field(repr=False)
    ours: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Letter case counts."""
        return self.new != (self.was or ())


def set_on_windows(arguments: t.Mapping[str, t.Any], node: WindowsNode) -> tuple[Result, list[Finding]]:
    """Make it so, and what there is to warn of."""
    facts, wanted = run_query(node, combined(NodeFacts, state=STATE, services=INSTALLED_SERVICES)), is_wanted(arguments)
    state = facts.state
    chosen = choose_service_if_needed(arguments["runtime"], facts.services, wanted)
    if wanted and facts.services.rancher and chosen and chosen.runtime.product == "rke2":
        raise _managed_by_rancher()
    if chosen is None or not chosen.installed:
        return _not_installed(wanted), []
    own = {**arguments, "environment_file": ""}
    entries = environment_for(own, runtime_with_places(chosen)).entries if wanted else {}
    merge = merged(_present(chosen, node), entries, state.variables.get(chosen.name, ()), _adopts(arguments))
    after = state
    if merge.changed and not node.check_mode:
        after = _write(merge, chosen, state, node)
    elif not node.check_mode:
        after = save(node, state, _remembered(state, chosen, merge))
    rule = set_rule(ROLE, proxy_ports(entries) if arguments["firewall_rule"] else (), after, node)
    pending = {*state.pending, *([ROLE] if merge.changed else [])}
    result = {
        "changed": merge.changed,
        "diff": [_diff(merge, state, chosen)] if merge.changed else [],
        "files": [_told(merge, chosen)] if merge.changed else [],
        "variables": sorted(entries),
        "restart_pending": {"pending": bool(pending), "roles": sorted(pending)},
        "msg": f"{len(entries)} variable(s) of ours in {environment_place(chosen)}" if entries else _NOTHING,
    }
    return rule.joined(result), check_reach(arguments, chosen.runtime) if wanted else []


_NOTHING = "no variable of ours in the environment of the service"


def merged(present: t.Sequence[str] | None, entries: t.Mapping[str, str], ours: t.Sequence[str], adopts: bool) -> Merge:
    """The value with our entries: names know no letter case, values do. Raises PullproofError for a name of others."""
    was = tuple(present) if present is not None else None
    mine, wanted = {name.upper() for name in ours}, {name.upper(): name for name in entries}
    foreign = [
        name
        for entry in was or ()
        for name in [_name(entry)]
        if name.upper() in wanted and name.upper() not in mine and entry != _line(wanted[name.upper()], entries)
    ]
    if foreign and not adopts:
        raise _foreign(foreign)
    if not entries and not mine:
        return Merge(was, was or ())
    kept = [entry for entry in was or () if _name(entry).upper() not in {*mine, *wanted}]
    lines = [_line(name, entries) for name in entries]
    return Merge(was, tuple(sorted([*kept, *lines], key=lambda entry: _name(entry).upper())), tuple(sorted(entries)))


def _line(name: str, entries: t.Mapping[str, str]) -> str:
    return f"{name}={entries[name]}"


def _name(entry: str) -> str:
    return entry.partition("=")[0]


def _adopts(arguments: t.Mapping[str, t.Any]) -> bool:
    return bool(arguments["overwrite_unmanaged"])


def _key(chosen: ChosenService) -> str:
    return rf"{SERVICES}\{chosen.name}".replace("HKLM\\", "HKLM:\\", 1)


def _present(chosen: ChosenService, node: WindowsNode) -> list[str] | None:
    """The value as it is now. It may hold a proxy's password."""
    found = node.query("ansible.windows.win_reg_stat", {"path": _key(chosen), "name": ENVIRONMENT}, secret=True)
    if not found["exists"]:
        return None
    if found["type"] != _MULTI:
        raise PullproofError(
            f"Checked: {environment_place(chosen)}. Observed: it is a {found['type']}, which the service manager "
            f"ignores. Expected: a {_MULTI}, or no such value. Fix: remove the value on the node."
        )
    return [str(entry) for entry in found["value"] or ()]


def _write(merge: Merge, chosen: ChosenService, state: WindowsState, node: WindowsNode) -> WindowsState:
    marked = mark_pending(node, state, ROLE)
    both = sorted({*state.variables.get(chosen.name, ()), *merge.ours})
    intent = save(node, marked, replace(marked, variables={**state.variables, chosen.name: both}))
    at = {"path": _key(chosen), "name": ENVIRONMENT}
    if not merge.new or _same_but_for_case(merge):
        node.call("ansible.windows.win_regedit", {**at, "state": "absent"}, secret=True)
    if merge.new:
        node.call("ansible.windows.win_regedit", {**at, "type": "multistring", "data": list(merge.new)}, secret=True)
    return save(node, intent, _remembered(intent, chosen, merge))


def _same_but_for_case(merge: Merge) -> bool:
    """win_regedit would take them for equal and write nothing."""
    return [entry.lower() for entry in merge.was or ()] == [entry.lower() for entry in merge.new]


def _remembered(state: WindowsState, chosen: ChosenService, merge: Merge) -> WindowsState:
    others = {service: names for service, names in state.variables.items() if service != chosen.name}
    return replace(state, variables={**others, **({chosen.name: list(merge.ours)} if merge.ours else {})})


def _told(merge: Merge, chosen: ChosenService) -> dict[str, str]:
    change = "removed" if not merge.new else "updated" if merge.was is not None else "created"
    return {"path": environment_place(chosen), "change": change, "loads": "restart", "disruption": "restart"}


def _diff(merge: Merge, state: WindowsState, chosen: ChosenService) -> dict[str, str]:
    mine = {name.upper() for name in state.variables.get(chosen.name, ())}
    before = _shown(merge.was or (), mine, {name.upper() for name in merge.ours})
    after = _shown(merge.new, {name.upper() for name in merge.ours}, set())
    if before == after:
        after += "# (what changed is masked, or the order)\n"
    return {
        "before_header": environment_place(chosen),
        "after_header": environment_place(chosen),
        "before": before,
        "after": after,
    }


def _shown(entries: t.Sequence[str], ours: t.Collection[str], claimed: t.Collection[str]) -> str:
    """Ours, masked; of what others wrote only that it is there, and only where ours takes its place."""
    lines = []
    for entry in entries:
        name, _sign, value = entry.partition("=")
        if name.upper() in ours:
            lines.append(f"{name}={masked_value(name.upper(), value)}\n")
        elif name.upper() in claimed:
            lines.append(f"# {name}: a value that this collection did not write; not shown\n")
    return "".join(lines)


def _not_installed(wanted: bool) -> Result:
    if not wanted:
        return {"msg": _NOTHING}
    return {
        "msg": "blocked: the service is not installed yet, and its variables are part of it; run this again once it is"
    }


def _foreign(names: t.Sequence[str]) -> PullproofError:
    listed = ", ".join(sorted(names))
    return PullproofError(
        f"Checked: the value {ENVIRONMENT} of the service. Observed: {listed} with another value, written by a person "
        "or a tool unknown to this collection. Expected: no such entry, or ours. Fix: remove it by hand, or take it "
        "over with proxy_overwrite_unmanaged: true (the old value is not kept: it may be a secret).",
        {"foreign": [{"path": ENVIRONMENT, "owner": "unknown", "entries": listed}]},
    )


def _managed_by_rancher() -> PullproofError:
    return PullproofError(
        "Checked: who sets the variables of the service rke2. Observed: Rancher manages this node (service "
        f"rancher-wins), and its run.ps1 replaces the whole value {ENVIRONMENT} at each of its plans. "
        "Expected: a node whose service is ours to set. "
        "Fix: set the variables in Rancher, in the cluster's Agent Environment Vars (HTTP_PROXY, HTTPS_PROXY, "
        "NO_PROXY), and leave the variables of this role empty for this node."
    )

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a Windows service: its registry value `Environment`, which is read at the next start of the service.

It is a REG_MULTI_SZ of NAME=value, sorted by name, which other tools may write as well. The service manager adds it to
the environment of the system. win_regedit ignores letter case and is therefore not used to compare.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import masked_value
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import (
    ROLE,
    describe,
    environment_for,
    is_wanted,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_reach
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import combined, run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import (
    Applied,
    changed_file,
    diff_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.firewall import apply_rule, proxy_ports
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import SERVICES
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ENVIRONMENT,
    INSTALLED_SERVICES,
    ChosenService,
    Services,
    choose_service_if_needed,
    environment_value,
    with_environment_value,
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
class ProxyFacts:
    """The managed settings and the services of the node."""

    state: WindowsState
    services: Services


@dataclass(frozen=True)
class EnvironmentPlan:
    """The value `before` (None: absent) and `after`. `managed` has the names of the managed variables after it."""

    before: tuple[str, ...] | None = field(repr=False)
    after: tuple[str, ...] = field(repr=False)
    managed: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Letter case counts."""
        return self.after != (self.before or ())


FACTS = combined(ProxyFacts, state=STATE, services=INSTALLED_SERVICES)


def apply_environment(arguments: t.Mapping[str, t.Any], node: WindowsNode) -> tuple[Result, list[Finding]]:
    """Write the variables to the service. Returns the result, and the findings to warn of. Raises PullproofError."""
    wanted = is_wanted(arguments)
    facts = run_query(node, FACTS)
    chosen = choose_service_if_needed(arguments["runtime"], facts.services, wanted)
    if wanted and facts.services.rancher and chosen and chosen.runtime.product == "rke2":
        raise _managed_by_rancher()
    if chosen is None or not chosen.installed:
        return {"msg": _BLOCKED if wanted else describe({}, "")}, []
    entries = _entries(arguments, chosen) if wanted else {}
    managed = facts.state.variables.get(chosen.name, ())
    plan = plan_environment(_present(chosen, node), entries, managed, arguments["overwrite_unmanaged"])
    applied = _apply(plan, chosen, facts.state, node)
    ports = proxy_ports(entries) if arguments["firewall_rule"] else ()
    applied = applied.then(apply_rule(ROLE, ports, applied.state, node))
    return _result(applied, entries, chosen), check_reach(arguments, chosen.runtime) if wanted else []


def _entries(arguments: t.Mapping[str, t.Any], chosen: ChosenService) -> t.Mapping[str, str]:
    return environment_for({**arguments, "environment_file": ""}, with_environment_value(chosen)).entries


def _result(applied: Applied, entries: t.Mapping[str, str], chosen: ChosenService) -> Result:
    return {
        **applied.result(),
        "variables": sorted(entries),
        "restart_pending": applied.restart_pending(ROLE),
        "msg": describe(entries, environment_value(chosen)),
    }


_BLOCKED = "blocked: the service is not installed yet, and its variables are part of it; run this again once it is"


def plan_environment(
    present: t.Sequence[str] | None, entries: t.Mapping[str, str], managed: t.Sequence[str], overwrite_unmanaged: bool
) -> EnvironmentPlan:
    """Names are compared without letter case, values with it. Raises PullproofError for an unmanaged variable."""
    before = tuple(present) if present is not None else None
    old, new = {name.upper() for name in managed}, {name.upper(): name for name in entries}
    unmanaged = [
        name
        for entry in before or ()
        for name in [_name(entry)]
        if name.upper() in new and name.upper() not in old and entry != _line(new[name.upper()], entries)
    ]
    if unmanaged and not overwrite_unmanaged:
        raise _unmanaged(unmanaged)
    if not entries and not old:
        return EnvironmentPlan(before, before or ())
    others = [entry for entry in before or () if _name(entry).upper() not in {*old, *new}]
    lines = [_line(name, entries) for name in entries]
    after = tuple(sorted([*others, *lines], key=lambda entry: _name(entry).upper()))
    return EnvironmentPlan(before, after, tuple(sorted(entries)))


def _line(name: str, entries: t.Mapping[str, str]) -> str:
    return f"{name}={entries[name]}"


def _name(entry: str) -> str:
    return entry.partition("=")[0]


def _key(chosen: ChosenService) -> str:
    return rf"{SERVICES}\{chosen.name}".replace("HKLM\\", "HKLM:\\", 1)


def _present(chosen: ChosenService, node: WindowsNode) -> list[str] | None:
    """The present value. It may hold a proxy's password."""
    found = node.query("ansible.windows.win_reg_stat", {"path": _key(chosen), "name": ENVIRONMENT}, secret=True)
    if not found["exists"]:
        return None
    if found["type"] != _MULTI:
        raise PullproofError(
            f"Checked: {environment_value(chosen)}. Observed: it is a {found['type']}, which the service manager "
            f"ignores. Expected: a {_MULTI}, or no such value. Fix: remove the value on the node."
        )
    return [str(entry) for entry in found["value"] or ()]


def _apply(plan: EnvironmentPlan, chosen: ChosenService, state: WindowsState, node: WindowsNode) -> Applied:
    after = state
    if plan.changed and not node.check_mode:
        after = _write(plan, chosen, state, node)
    elif not node.check_mode:
        after = save(node, state, _with_names(state, chosen, plan.managed))
    if not plan.changed:
        return Applied(after)
    path = environment_value(chosen)
    change = "removed" if not plan.after else "updated" if plan.before is not None else "created"
    return Applied(after, [changed_file(path, change, "restart")], [_diff(plan, state, chosen)])


def _write(plan: EnvironmentPlan, chosen: ChosenService, state: WindowsState, node: WindowsNode) -> WindowsState:
    marked = mark_pending(node, state, ROLE)
    # Old and new names are recorded until the value is written: a run may be stopped in between.
    both = {*state.variables.get(chosen.name, ()), *plan.managed}
    intent = save(node, marked, _with_names(marked, chosen, sorted(both)))
    value = {"path": _key(chosen), "name": ENVIRONMENT}
    if not plan.after or _same_but_for_case(plan):
        node.call("ansible.windows.win_regedit", {**value, "state": "absent"}, secret=True)
    if plan.after:
        data = {"type": "multistring", "data": list(plan.after)}
        node.call("ansible.windows.win_regedit", {**value, **data}, secret=True)
    return save(node, intent, _with_names(intent, chosen, plan.managed))


def _same_but_for_case(plan: EnvironmentPlan) -> bool:
    """win_regedit ignores letter case, and would not write this change."""
    return [entry.lower() for entry in plan.before or ()] == [entry.lower() for entry in plan.after]


def _with_names(state: WindowsState, chosen: ChosenService, names: t.Sequence[str]) -> WindowsState:
    others = {service: known for service, known in state.variables.items() if service != chosen.name}
    return replace(state, variables={**others, **({chosen.name: list(names)} if names else {})})


def _diff(plan: EnvironmentPlan, state: WindowsState, chosen: ChosenService) -> dict[str, str]:
    old = {name.upper() for name in state.variables.get(chosen.name, ())}
    new = {name.upper() for name in plan.managed}
    before, after = _shown(plan.before or (), old, new), _shown(plan.after, new, set())
    if before == after:
        after += "# (what changed is masked, or the order)\n"
    return diff_of(environment_value(chosen), before, after)


def _shown(entries: t.Sequence[str], managed: t.Collection[str], replaced: t.Collection[str]) -> str:
    """Managed variables with masked values, and the names of unmanaged ones that are replaced."""
    lines = []
    for entry in entries:
        name, _sign, value = entry.partition("=")
        if name.upper() in managed:
            lines.append(f"{name}={masked_value(name.upper(), value)}\n")
        elif name.upper() in replaced:
            lines.append(f"# {name}: a value that this collection did not write; not shown\n")
    return "".join(lines)


def _unmanaged(names: t.Sequence[str]) -> PullproofError:
    listed = ", ".join(sorted(names))
    return PullproofError(
        f"Checked: the value {ENVIRONMENT} of the service. Observed: {listed} with another value, which this "
        "collection did not write. Expected: no entry, or the managed one. Fix: remove it by hand, or replace it with "
        "proxy_overwrite_unmanaged: true (the old value is not backed up: it may be a secret).",
        {"unmanaged": [{"path": ENVIRONMENT, "owner": "unknown", "entries": listed}]},
    )


def _managed_by_rancher() -> PullproofError:
    return PullproofError(
        "Checked: which tool sets the variables of the service rke2. Observed: Rancher manages this node (service "
        f"rancher-wins), and its run.ps1 replaces the whole value {ENVIRONMENT} with each plan. "
        "Expected: a node that Rancher does not manage. "
        "Fix: set the variables in Rancher, in the cluster's Agent Environment Vars (HTTP_PROXY, HTTPS_PROXY, "
        "NO_PROXY), and leave the variables of this role empty for this node."
    )

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which runtime of a node the variables mean: the one named, or the one found.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from functools import cached_property

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import (
    AUTO,
    RUNTIMES,
    Runtime,
    placed,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import NodeFacts, RuntimeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import Observation


_ACTIVE = ("active", "activating", "reloading")
_SERVERS = ("rke2-server", "k3s-server")


@dataclass(frozen=True)
class ChosenRuntime:
    """A runtime and its facts; None if it is not installed yet (day 0)."""

    runtime: Runtime
    facts: RuntimeFacts | None

    @property
    def installed(self) -> bool:
        """Whether its unit is known to the node's systemd."""
        return self.facts is not None

    @property
    def expected_to_run(self) -> bool:
        """Whether it runs or is enabled. Installers leave RKE2's units disabled, and starting one makes a cluster."""
        return self.facts is not None and _is_used(self.facts["unit"])

    @property
    def installed_facts(self) -> RuntimeFacts:
        """The facts of a runtime that is known to be installed."""
        if self.facts is None:
            raise ValueError(f"{self.runtime.name} is not installed")
        return self.facts

    @cached_property
    def containerd(self) -> ContainerdFacts:
        """The facts of plain containerd; defaults for the other runtimes, and if it is not installed yet."""
        return ContainerdFacts.of(self.facts)

    @property
    def version(self) -> str | None:
        """The version that its program prints, such as v1.34.1+rke2r1 or 1.7.24; None if it is not installed."""
        return self.facts["version"] if self.facts else None


def choose_runtime(requested: str, observation: NodeFacts) -> ChosenRuntime:
    """The requested runtime, or for `auto` the one in use: installers add units that are not used.

    Raises PullproofError if another runtime is active: the settings of the active runtime must not be removed.
    """
    _refuse_other_runtime(requested, observation)
    return requested_runtime(requested, observation)


def requested_runtime(requested: str, observation: NodeFacts) -> ChosenRuntime:
    """As `choose_runtime`, for a task that changes nothing: another runtime may be active."""
    found = observation["runtimes"]
    chosen = named_runtime(_found_runtime(found) if requested == AUTO else requested)
    runtime = placed(chosen.runtime, observation.get("paths", {}))
    return replace(chosen, runtime=runtime, facts=found.get(runtime.name))


def choose_runtime_if_needed(requested: str, observation: NodeFacts, needed: bool) -> ChosenRuntime | None:
    """As `choose_runtime`. If no runtime is `needed`, and none is found, returns None instead of an error."""
    _refuse_other_runtime(requested, observation)
    try:
        return choose_runtime(requested, observation)
    except PullproofError:
        if needed:
            raise
        return None


def named_runtime(name: str) -> ChosenRuntime:
    """A runtime without facts. Raises PullproofError for an unknown name."""
    if name not in RUNTIMES:
        raise PullproofError(
            f"{name!r} is not the name of a runtime: use {AUTO}, {', '.join(RUNTIMES)}. "
            "Correct pullproof_runtime, or the role's own <role>_runtime."
        )
    return ChosenRuntime(RUNTIMES[name], None)


def wave_of(runtime: str) -> str:
    """When a node is changed: servers are changed one at a time, agents in waves."""
    return "servers" if runtime in _SERVERS else "agents"


def is_known_runtime(requested: str, observation: NodeFacts) -> bool:
    """Whether the runtime is named, or one is found on the node."""
    return requested != AUTO or bool(observation["runtimes"])


def runtime_expected_to_run(requested: str, observation: NodeFacts) -> ChosenRuntime | None:
    """The runtime that is meant; None where it (for `auto`: any) is not installed, or neither runs nor is enabled."""
    if not is_known_runtime(requested, observation):
        return None
    chosen = choose_runtime(requested, observation)
    return chosen if chosen.expected_to_run else None


def other_active_runtime(requested: str, observation: NodeFacts) -> str:
    """The runtime that is active although another one is named, which neither runs nor is enabled; empty if none is."""
    found = observation["runtimes"]
    if requested not in RUNTIMES or (requested in found and _is_used(found[requested]["unit"])):
        return ""
    return next((name for name in RUNTIMES if name in found and found[name]["unit"]["active"] in _ACTIVE), "")


def other_runtime_sentence(requested: str, active: str) -> str:
    """What is wrong where the `requested` runtime is not the `active` one, as Checked / Observed / Expected / Fix."""
    unit, other = RUNTIMES[requested].unit, RUNTIMES[active].unit
    return (
        f"Checked: whether the node runs {requested}. Observed: {unit} neither runs nor is enabled, and {other} is "
        f"active. Expected: {unit}, or no active runtime. Fix: set pullproof_runtime to {active} or {AUTO} for this "
        f"node; if {requested} will replace it, stop and disable {other} first."
    )


def _refuse_other_runtime(requested: str, observation: NodeFacts) -> None:
    active = other_active_runtime(requested, observation)
    if active:
        raise PullproofError(other_runtime_sentence(requested, active))


def _found_runtime(found: t.Mapping[str, RuntimeFacts]) -> str:
    used = [name for name in RUNTIMES if name in found and _is_used(found[name]["unit"])]
    if used:
        return used[0]
    if len(found) == 1:
        return next(iter(found))
    units = ", ".join(RUNTIMES[name].unit for name in RUNTIMES if name in found)
    raise PullproofError(
        "Checked: which container runtime the node has. "
        f"Observed: {f'none of {units} is enabled or running' if found else 'no unit of a known runtime'}. "
        f"Expected: one of {', '.join(RUNTIMES)}. "
        "Fix: name the runtime that this node has or will have in pullproof_runtime."
    )


def _is_used(unit: UnitFacts) -> bool:
    return unit["enabled"] == "enabled" or unit["active"] not in ("inactive", "")


def pending_restart(chosen: ChosenRuntime, observation: Observation) -> dict[str, t.Any]:
    """`{pending, roles}`: the roles whose files the service has not loaded; in check mode with those planned.

    The observation may be newer than the choice.
    """
    facts = observation["runtimes"].get(chosen.runtime.name)
    if facts is None:
        return {"pending": False, "roles": []}
    roles: set[str] = {*facts["restart"]["roles"], *observation["planned"]}
    return {"pending": bool(roles), "roles": sorted(roles)}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which runtime of a node the variables mean: the one named, or the one found.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, RUNTIMES, Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


@dataclass(frozen=True)
class ChosenRuntime:
    """A runtime and its facts; None if it is not installed yet (day 0)."""

    runtime: Runtime
    facts: t.Mapping[str, t.Any] | None

    @property
    def installed(self) -> bool:
        """Whether its unit is known to the node's systemd."""
        return self.facts is not None

    @property
    def expected_to_run(self) -> bool:
        """Whether it runs or is enabled. Installers leave RKE2's units disabled, and starting one makes a cluster."""
        return self.facts is not None and _is_used(self.facts["unit"])

    @property
    def version(self) -> str | None:
        """The version that its program prints, such as v1.34.1+rke2r1 or 1.7.24; None if it is not installed."""
        return self.facts["version"] if self.facts else None


def choose_runtime(requested: str, observation: t.Mapping[str, t.Any]) -> ChosenRuntime:
    """The runtime by name, or for `auto` the one found; installers put units of other roles beside the one that is
    used.
    """
    found = observation["runtimes"]
    name = _found_runtime(found) if requested == AUTO else requested
    if name not in RUNTIMES:
        raise PullproofError(
            f"Checked: the runtime's name. Observed: {name!r}. Expected: {AUTO} or one of {', '.join(RUNTIMES)}. "
            "Fix: correct pullproof_runtime, or the role's own <role>_runtime."
        )
    return ChosenRuntime(RUNTIMES[name], found.get(name))


def runtime_expected_to_run(requested: str, observation: t.Mapping[str, t.Any]) -> ChosenRuntime | None:
    """The runtime that is meant; None where it (for `auto`: any) is not installed, or neither runs nor is enabled."""
    if requested == AUTO and not observation["runtimes"]:
        return None
    chosen = choose_runtime(requested, observation)
    return chosen if chosen.expected_to_run else None


def _found_runtime(found: t.Mapping[str, t.Any]) -> str:
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


def _is_used(unit: t.Mapping[str, t.Any]) -> bool:
    return unit["enabled"] == "enabled" or unit["active"] not in ("inactive", "")


def pending_restart(chosen: ChosenRuntime, observation: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """`{pending, roles}` by an observation that may be newer than the choice: what the service has not loaded.

    In check mode also what would be written.
    """
    seen = observation["runtimes"].get(chosen.runtime.name)
    if seen is None:
        return {"pending": False, "roles": []}
    roles: set[str] = {*seen["restart"]["roles"], *observation["planned"]}
    return {"pending": bool(roles), "roles": sorted(roles)}

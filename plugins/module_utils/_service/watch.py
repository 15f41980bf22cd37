# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a service that starts: is it another invocation, does it answer, is its environment as written?

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import UnixSocketEngine
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import registries_not_loaded
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import READY, Condition
from ansible_collections.pullproof.registry.plugins.module_utils._service.state import observe_service
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import ServiceFacts, UnitFacts


@dataclass(frozen=True)
class ServiceObservation:
    """The service at one moment; conditions that build on one that is not met are left out."""

    unit: UnitFacts
    conditions: t.Sequence[Condition]
    answer: str = ""
    differs: t.Sequence[str] = ()

    @property
    def ready(self) -> bool:
        """Whether all is as it has to be."""
        return all(condition.met for condition in self.conditions)


@dataclass(frozen=True)
class Watch:
    """The service to observe. `previous` is the InvocationID that must have ended; empty if any is accepted."""

    runtime: Runtime
    files: NodeFiles
    commands: Commands
    record: Record
    previous: str = ""
    reloaded: bool = field(default=False)

    def unit(self) -> UnitFacts:
        """The unit as systemd shows it now."""
        name = self.runtime.unit
        found = observe_units([name], self.files, self.commands).get(name)
        if found is None:
            fix = f"install {self.runtime.product}"
            raise NodeError(f"systemctl show {name}", "no such unit is loaded", "the unit", fix)
        return found

    def observe(self) -> ServiceObservation:
        """The conditions in the order in which they come true."""
        unit = self.unit()
        fresh = unit["invocation"] != self.previous
        state = f"{self.runtime.unit} is {unit['active']} ({unit['sub']}){'' if fresh else ', not restarted yet'}"
        active = Condition("unit", unit["active"] == "active" and fresh, state)
        if not active.met:
            return ServiceObservation(unit, (active,))
        service = observe_service(self.runtime, unit, self.record, self.files, self.commands)
        return self._conditions(unit, active, service)

    def _conditions(self, unit: UnitFacts, active: Condition, service: ServiceFacts) -> ServiceObservation:
        state, words = service["answer"]["state"], service["answer"]["words"]
        differs = service["environment_differs"]
        conditions = [active, Condition("answer", state == READY, words or "it answers on its socket")]
        if service["process"]:
            observed = f"not as written: {', '.join(differs)}" if differs else "as written"
            conditions.append(Condition("environment", not differs, observed))
        if self.reloaded and state == READY:
            engine = UnixSocketEngine(self.runtime.socket)
            left = registries_not_loaded(self.files.read(DOCKER_DAEMON_FILE) or "", engine)
            conditions.append(Condition("reload", not left, left or "the registries of daemon.json are loaded"))
        return ServiceObservation(unit, conditions, state, differs)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the services do what they are for, asked of all of them at once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.lab.host.lab import Lab
from tests.lab.services import containers
from tests.lab.services.model import Service

PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Health:
    """A service's address ("" if it has none) and what is wrong with it (None: it works)."""

    address: str
    problem: str | None


def check(lab: Lab, services: Sequence[Service]) -> Mapping[str, Health]:
    """Probe all services in parallel; by service name."""
    if not services:
        return {}
    known = containers.addresses(lab, services)
    with ThreadPoolExecutor(max_workers=len(services)) as pool:
        checked = pool.map(lambda one: _probe(one, known.get(one.name, "")), services)
        return {one.name: health for one, health in zip(services, checked, strict=True)}


def wait(lab: Lab, services: Sequence[Service], seconds: float) -> Mapping[str, str]:
    """Wait until all work or the time is over; what is wrong with those that don't, by name."""
    deadline = time.monotonic() + seconds
    waiting = list(services)
    while waiting:
        seen = check(lab, waiting)
        problems = {name: health.problem for name, health in seen.items() if health.problem is not None}
        if not problems or time.monotonic() > deadline:
            return problems
        waiting = [one for one in waiting if one.name in problems]
        time.sleep(PAUSE_SECONDS)
    return {}


def _probe(service: Service, address: str) -> Health:
    return Health(address, service.probe(address) if address else "its container does not run")

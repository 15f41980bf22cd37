# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's services: registries, token server, proxy, time server and two dead mirrors, each in its own container.

``up`` makes them so and ``status`` says how they are. What clients did is in ``asked_scopes`` and ``proxied``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.lab.host.lab import Lab
from tests.lab.model import pki
from tests.lab.nodes.images import services_image
from tests.lab.services import catalog, containers, health, passwords
from tests.lab.services.model import Service
from tests.lab.services.push import push_missing

FIRST_WAIT_SECONDS = 15.0
LAST_WAIT_SECONDS = 20.0
CONNECTION_WITHOUT_REQUEST = "error:transaction-end-before-headers"


class ServicesError(RuntimeError):
    """A service does not do what it is for; the text says which, what was observed and its last log lines."""


@dataclass(frozen=True)
class Status:
    """One service: its DNS name, container state, address ("" if it has none) and what is wrong (None: it works)."""

    name: str
    state: str
    address: str
    problem: str | None


def up(lab: Lab) -> None:
    """Bring all services to work, with their images; changes nothing if they do. ServicesError if one can't."""
    services = defined(lab)
    image = services_image(lab)
    there = containers.found(lab)
    _in_parallel(lambda one: containers.ensure_running(lab, one, image, there.get(lab.container(one.name))), services)
    _heal(lab, services, image)
    push_missing(lab, [one for one in services if one.images], containers.found(lab))


def ensure(lab: Lab, service: Service) -> None:
    """Bring one more service to work, which the lab does not have of itself; ServicesError if it can't."""
    image = services_image(lab)
    containers.ensure_running(lab, service, image, containers.found(lab).get(lab.container(service.name)))
    _heal(lab, [service], image)


def _heal(lab: Lab, services: Sequence[Service], image: str) -> None:
    """Wait for all; give those that run but don't work one new container each."""
    broken = health.wait(lab, services, FIRST_WAIT_SECONDS)
    hung = [one for one in services if one.name in broken]
    _in_parallel(lambda one: containers.recreate(lab, one, image), hung)
    still_broken = health.wait(lab, hung, LAST_WAIT_SECONDS)
    if still_broken:
        raise ServicesError(_explain(lab, hung, still_broken))


def status(lab: Lab) -> list[Status]:
    """How every service is, by asking it; needs no service to be there, and makes nothing but the lab's keys."""
    services = defined(lab)
    there = containers.found(lab)
    states = {one.name: there[lab.container(one.name)].state for one in services if lab.container(one.name) in there}
    seen = health.check(lab, services)
    return [
        Status(name, states.get(name, "missing"), checked.address, checked.problem) for name, checked in seen.items()
    ]


def defined(lab: Lab) -> tuple[Service, ...]:
    """The services of this lab, with its PKI and its passwords (both made if they are missing)."""
    folder = lab.state_dir / "pki"
    pki.ensure(folder)
    return catalog.services(catalog.Sources(folder, passwords.ensure(lab.state_dir / "secrets.json")))


def asked_scopes(lab: Lab) -> Sequence[Mapping[str, Any]]:
    """Log of the token server since its container was made, one mapping per request: see ``token_server.log_line``."""
    lines = lab.podman.run("logs", lab.container("token.lab")).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def proxied(lab: Lab) -> Sequence[str]:
    """Requests in the proxy's log since its container was made (squid's format: fields 6 to 8 METHOD, target, user)."""
    lines = lab.podman.exec(lab.container("proxy.lab"), "cat", "/var/log/squid/access.log").splitlines()
    return [line for line in lines if CONNECTION_WITHOUT_REQUEST not in line]


def _in_parallel(action: Callable[[Service], None], services: Iterable[Service]) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(action, services))


def _explain(lab: Lab, services: Sequence[Service], problems: Mapping[str, str]) -> str:
    words = {one.name: containers.last_words(lab, one) for one in services if one.name in problems}
    return "\n".join(f"{name}: {problem}\n{words[name]}" for name, problem in problems.items())

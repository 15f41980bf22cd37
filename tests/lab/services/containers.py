# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containers of the services: made when missing or out of date, started when stopped, identified by labels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.lab.host.lab import Lab
from tests.lab.services.model import COMMON_OPTIONS, CORP, Service

INPUTS_LABEL = "pullproof.inputs"


@dataclass(frozen=True)
class Found:
    """A container as podman lists it: id, state (``running``, ``exited``, ...) and digest of its inputs."""

    id: str
    state: str
    inputs: str


def found(lab: Lab) -> Mapping[str, Found]:
    """All containers of this lab, by container name."""
    listed = json.loads(lab.podman.run("ps", "--all", "--filter", f"label={lab.label}", "--format", "json") or "[]")
    return {
        entry["Names"][0]: Found(entry["Id"], entry["State"], (entry["Labels"] or {}).get(INPUTS_LABEL, ""))
        for entry in listed
    }


def ensure_running(lab: Lab, service: Service, image: str, container: Found | None) -> None:
    """Leave a right and running container alone, start a right one that stopped, replace any other."""
    state = container.state if container and container.inputs == service.inputs(image) else "unusable"
    if state == "exited":
        lab.podman.run("start", lab.container(service.name))
    elif state != "running":
        recreate(lab, service, image)


def recreate(lab: Lab, service: Service, image: str) -> None:
    """Make and start the service's container anew; what it held is gone."""
    name = lab.container(service.name)
    lab.podman.remove(name)
    lab.podman.run("create", *_options(lab, service, image), image, *service.command)
    if service.files:
        lab.podman.upload(name, service.files)
    lab.podman.run("start", name)


def addresses(lab: Lab, services: Sequence[Service]) -> Mapping[str, str]:
    """Address of each running service on the first of its networks, by service name."""
    there = found(lab)
    known: dict[str, str] = {}
    for network in sorted({one.networks[0] for one in services}):
        names = {lab.container(one.name): one.name for one in services if one.networks[0] == network}
        seen = lab.podman.addresses([name for name in names if name in there], _network(lab, network))
        known |= {names[container]: address for container, address in seen.items()}
    return known


def last_words(lab: Lab, service: Service) -> str:
    """The end of a container's log, for an error message; services log no secrets."""
    return lab.podman.run("logs", "--tail", "5", lab.container(service.name), check=False).strip()


def _options(lab: Lab, service: Service, image: str) -> tuple[str, ...]:
    networks = [f"--network={_network(lab, network)}:{_names(service, network)}" for network in service.networks]
    return (
        f"--name={lab.container(service.name)}",
        f"--hostname={service.name}",
        f"--label={lab.label}",
        f"--label={INPUTS_LABEL}={service.inputs(image)}",
        *COMMON_OPTIONS,
        *networks,
        *service.options,
    )


def _names(service: Service, network: str) -> str:
    names = [service.name, *(alias for where, alias in service.aliases if where == network)]
    return ",".join(f"alias={name}" for name in names)


def _network(lab: Lab, network: str) -> str:
    return lab.corp if network == CORP else lab.outside

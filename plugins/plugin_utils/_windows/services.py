# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which container runtime a Windows node has, and whether Rancher manages it: by its services.

RKE2's agent (v1.26 to v1.36) and Docker Engine; Rancher's agent on Windows runs as the service rancher-wins.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, RUNTIMES, Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import combined
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME as RKE2
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import (
    SERVICES,
    service_exists,
    services_that_run,
)

DOCKER = replace(RUNTIMES["docker"], unit="docker", socket="npipe:////./pipe/docker_engine", program=("dockerd.exe",))
ENVIRONMENT = "Environment"


@dataclass(frozen=True)
class Services:
    """The name of RKE2's service (it may have another than rke2; empty: none), and which others there are."""

    rke2: str
    docker: bool
    rancher: bool


@dataclass(frozen=True)
class ChosenService:
    """A runtime and the name of its service; `installed` is false on day 0."""

    runtime: Runtime
    name: str
    installed: bool


def _services(rke2: dict[str, str], docker: bool, rancher: bool) -> Services:
    name = next((one for one in rke2 if one.lower() == RKE2.unit), next(iter(rke2), ""))
    return Services(name, docker, rancher)


INSTALLED_SERVICES = combined(
    _services,
    rke2=services_that_run("rke2.exe"),
    docker=service_exists("docker"),
    rancher=service_exists("rancher-wins"),
)


def choose_service_if_needed(requested: str, services: Services, needed: bool) -> ChosenService | None:
    """The service; None if it is not `needed`, and `auto` finds none. Raises PullproofError."""
    if requested == AUTO and not needed and not (services.rke2 or services.docker):
        return None
    return choose_service(requested, services)


def choose_service(requested: str, services: Services) -> ChosenService:
    """The service by the name of its runtime, or the one that `auto` finds. Raises PullproofError."""
    if requested == RKE2.name or (requested == AUTO and services.rke2):
        return ChosenService(RKE2, services.rke2 or RKE2.unit, bool(services.rke2))
    if requested == DOCKER.name or (requested == AUTO and services.docker):
        return ChosenService(DOCKER, DOCKER.unit, services.docker)
    observed = "neither the service of RKE2 nor that of Docker Engine" if requested == AUTO else repr(requested)
    raise PullproofError(
        f"Checked: which container runtime the Windows node has. Observed: {observed}. "
        f"Expected: {AUTO}, {RKE2.name} or {DOCKER.name}. "
        "Fix: name the runtime that this node has or will have in pullproof_runtime."
    )


def runtime_with_places(chosen: ChosenService) -> Runtime:
    """The runtime with the place of its variables: RKE2 hands CONTAINERD_* on, Docker Engine knows no such."""
    if chosen.runtime.product != "rke2":
        return chosen.runtime
    return replace(chosen.runtime, environment_file=environment_place(chosen))


def environment_place(chosen: ChosenService) -> str:
    """The value of the registry that has the variables of the service."""
    return rf"{SERVICES}\{chosen.name}\{ENVIRONMENT}"

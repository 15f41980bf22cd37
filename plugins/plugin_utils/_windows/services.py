# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The container runtime of a Windows node, and whether Rancher manages the node, from its services.

The RKE2 agent (v1.26 to v1.36) and Docker Engine are known. Rancher's agent runs as the service rancher-wins.
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

DOCKER = replace(
    RUNTIMES["docker"],
    unit="docker",
    socket="npipe:////./pipe/docker_engine",
    program=("dockerd.exe",),
    platform="windows",
)
ENVIRONMENT = "Environment"


@dataclass(frozen=True)
class Services:
    """The name of RKE2's service, which may differ from rke2 (empty: none), and whether the others exist."""

    rke2: str
    docker: bool
    rancher: bool


@dataclass(frozen=True)
class ChosenService:
    """A runtime and the name of its service. `installed` is false before the installation."""

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
    """The service of the requested runtime, or the service that `auto` finds. Raises PullproofError."""
    if requested == RKE2.name or (requested == AUTO and services.rke2):
        return ChosenService(RKE2, services.rke2 or RKE2.unit, bool(services.rke2))
    if requested == DOCKER.name or (requested == AUTO and services.docker):
        return ChosenService(DOCKER, DOCKER.unit, services.docker)
    if requested == AUTO:
        fault = "The Windows node has neither a service of RKE2 nor a service of Docker Engine. "
        hint = f"Set pullproof_runtime to the runtime that it will have: {RKE2.name} or {DOCKER.name}."
        raise PullproofError(fault + hint)
    raise PullproofError(
        f"The runtime {requested!r} does not run on Windows. "
        f"Set pullproof_runtime to {AUTO}, {RKE2.name} or {DOCKER.name}."
    )


def with_environment_value(chosen: ChosenService) -> Runtime:
    """The runtime with the registry value of its variables. Docker Engine has no CONTAINERD_* variables."""
    if chosen.runtime.product != "rke2":
        return chosen.runtime
    return replace(chosen.runtime, environment_file=environment_value(chosen))


def environment_value(chosen: ChosenService) -> str:
    """The registry value with the variables of the service."""
    return rf"{SERVICES}\{chosen.name}\{ENVIRONMENT}"

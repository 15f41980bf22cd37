# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service manager of a simulated node: what it says of services, and their start and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Machine

RKE2 = "rke2"
KEY = r"hklm\system\currentcontrolset\services\rke2"


class ServiceError(Exception):
    """The service manager refuses."""


def find(machine: Machine, name: str) -> str | None:
    """The service's name as it is spelt; None if there is no such service."""
    return next((known for known in machine.state["services"] if known.lower() == name.lower()), None)


def seen(machine: Machine, name: str) -> Mapping[str, Any]:
    """`state`, `start_mode`, `path`, `username` and `process_id` of a service.

    rke2 counts as started as soon as it was started, and as stopped once its process has ended by itself, until it is
    started again.
    """
    service = dict(machine.state["services"][name])
    pid = (machine.unit.rke2() if name == RKE2 else 844) if service["state"] == "started" else 0
    return {**service, "process_id": pid or 0, **({} if pid is not None else {"state": "stopped"})}


def start(machine: Machine, name: str) -> None:
    """Start it; the registry's value `Environment` becomes the environment of rke2. Raises ServiceError."""
    if machine.state["services"][name]["start_mode"] == "disabled":
        raise ServiceError(f"Service '{name}' cannot be started: it is disabled, or has no enabled devices")
    if name == RKE2:
        machine.unit.start(_environment(machine))
    change(machine, name, {"state": "started"})


def stop(machine: Machine, name: str) -> None:
    """Stop it; with the bug of old versions of rke2 (before February 2024) its processes live on."""
    if name == RKE2 and not machine.state["host"].get("children_survive_stop"):
        machine.unit.stop()
    change(machine, name, {"state": "stopped"})


def change(machine: Machine, name: str, values: Mapping[str, str]) -> None:
    """Change what is kept of a service."""
    with machine.state.changing() as state:
        state["services"][name].update(values)


def _environment(machine: Machine) -> list[str]:
    key = machine.registry.key(KEY)
    value = key.value("Environment") if key else None
    return [str(entry) for entry in value.data] if value else []

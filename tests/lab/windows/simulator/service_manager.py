# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service manager of a simulated node: what it says of services, and their start and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import processes, rke2
from .state import State

RKE2 = "rke2"


class ServiceError(Exception):
    """The service manager refuses."""


def find(state: State, name: str) -> str | None:
    """The service's name as it is spelt; None if there is no such service."""
    return next((known for known in state["services"] if known.lower() == name.lower()), None)


def seen(state: State, name: str) -> Mapping[str, Any]:
    """`state`, `start_mode`, `path`, `username` and `process_id` of a service.

    rke2 counts as started as soon as it was started, and as stopped once its process has ended by itself, until it is
    started again.
    """
    service = dict(state["services"][name])
    if name == RKE2 and service["state"] == "started" and rke2.ended_by_itself():
        service["state"] = "stopped"
    return {**service, "process_id": _process_id(name) if service["state"] == "started" else 0}


def start(state: State, name: str) -> None:
    """Start it. Raises ServiceError."""
    if state["services"][name]["start_mode"] == "disabled":
        raise ServiceError(f"Service '{name}' cannot be started: it is disabled, or has no enabled devices")
    if name == RKE2:
        rke2.start(state)
    change(state, name, {"state": "started"})


def stop(state: State, name: str) -> None:
    """Stop it."""
    if name == RKE2:
        rke2.stop(state)
    change(state, name, {"state": "stopped"})


def change(state: State, name: str, values: Mapping[str, str]) -> None:
    """Change what is kept of a service."""
    with state.changing() as changing:
        changing["services"][name].update(values)


def _process_id(name: str) -> int:
    return processes.main_pid() if name == RKE2 else 844

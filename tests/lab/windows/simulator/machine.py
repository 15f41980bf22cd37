# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the effects of modules have in common: the machine they act on, one call, and how they fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .system.certificate_stores import CertificateStores, StateStores
from .system.files import Files
from .system.registry import Registry, StateRegistry
from .system.state import State
from .system.unit import NumberedUnit, Unit


class ModuleFailureError(Exception):
    """The module ends with this message, and these further keys in its result."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details


@dataclass(frozen=True)
class Machine:
    """What modules act on. `unit` is what runs as the service rke2."""

    files: Files
    state: State
    registry: Registry
    stores: CertificateStores
    unit: Unit


def without_node(files: Files, state: State) -> Machine:
    """A machine whose registry and certificate stores are in the state, and whose processes are numbers."""
    return Machine(files, state, StateRegistry(state), StateStores(state), NumberedUnit())


@dataclass(frozen=True)
class Call:
    """One module run: all its options with their values, and whether it may only say what it would do."""

    arguments: Mapping[str, Any]
    check_mode: bool

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]


Effect = Callable[[Machine, Call], dict[str, Any]]
"""Applies a module to the machine and returns its result; `changed` is false where it says nothing."""

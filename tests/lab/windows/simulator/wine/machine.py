# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node on Wine."""

from __future__ import annotations

from pathlib import Path

from ..machine import Machine
from ..system.files import Files
from ..system.state import State
from ..system.trust import SharedWithLinux
from .certificate_stores import WineStores
from .programs import DRIVE
from .registry import WineRegistry
from .unit import WineUnit
from .winapi import WinApi


def wine_machine(folder: Path) -> Machine:
    """The machine in this container. `folder` has the state that Wine does not keep."""
    api = WinApi()
    stores = SharedWithLinux(WineStores(api))
    return Machine(Files(DRIVE), State(folder / "state.json"), WineRegistry(api), stores, WineUnit())

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that change nothing and look at little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine


def _ping(_machine: Machine, call: Call) -> dict[str, Any]:
    return {"ping": call["data"]}


EFFECTS: Mapping[str, Effect] = {"ansible.windows.win_ping": _ping}

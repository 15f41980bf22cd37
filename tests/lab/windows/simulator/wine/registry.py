# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of Wine."""

from __future__ import annotations

import base64
from typing import Any

from ..system.registry import Key, Value
from .winapi import WinApi


class WineRegistry:
    """Keys and values, read and changed by the helper."""

    def __init__(self, api: WinApi) -> None:
        self._api = api

    def key(self, path: str) -> Key | None:
        (found,) = self._api.run({"do": "registry-get", "key": path})
        if not found["exists"]:
            return None
        values = {name: Value(raw["type"], _decoded(raw)) for name, raw in found["values"].items()}
        return Key(values, tuple(found["keys"]))

    def make_key(self, path: str) -> None:
        self._api.run({"do": "registry-set", "key": path})

    def set_value(self, path: str, name: str, value: Value) -> None:
        data = base64.b64encode(bytes.fromhex(value.data)).decode() if value.kind == "binary" else value.data
        self._api.run({"do": "registry-set", "key": path, "name": name, "type": value.kind, "data": data})

    def delete_value(self, path: str, name: str) -> None:
        self._api.run({"do": "registry-delete", "key": path, "name": name})

    def delete_key(self, path: str) -> None:
        self._api.run({"do": "registry-delete", "key": path})


def _decoded(raw: dict[str, Any]) -> Any:
    """Binary data in hexadecimal digits, as reg.exe prints it."""
    return base64.b64decode(raw["data"] or "").hex().upper() if raw["type"] == "binary" else raw["data"]

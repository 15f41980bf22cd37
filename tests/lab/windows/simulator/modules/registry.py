# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_reg_stat and win_regedit. Keys and names of values know no letter case, their data do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system.registry import Key, Value

_HIVES = ("HKLM", "HKCU", "HKCR", "HKU", "HKCC")
_TYPES = {
    "string": "REG_SZ",
    "expandstring": "REG_EXPAND_SZ",
    "multistring": "REG_MULTI_SZ",
    "dword": "REG_DWORD",
    "qword": "REG_QWORD",
    "binary": "REG_BINARY",
    "none": "REG_NONE",
}


def key_name(path: str) -> str:
    """The name of a key with its hive: `HKLM\\\\SYSTEM\\\\...`. Raises ModuleFailureError."""
    hive, _colon, rest = path.partition(":")
    if hive.upper() not in _HIVES or not rest.startswith("\\"):
        raise ModuleFailureError(f"path: {path} is not a valid powershell path")
    return f"{hive}{rest}".rstrip("\\")


def _stat(machine: Machine, call: Call) -> dict[str, Any]:
    key = machine.registry.key(key_name(call["path"]))
    if key is None:
        return {"exists": False}
    if call["name"] is None:
        properties = {known: _value(value) for known, value in key.values.items()}
        return {"exists": True, "properties": properties, "sub_keys": sorted(key.subkeys)}
    value = key.value(call["name"])
    return {"exists": False} if value is None else _value(value)


def _value(value: Value) -> dict[str, Any]:
    return {"exists": True, "type": _TYPES[value.kind], "raw_value": value.data, "value": value.data}


def _edit(machine: Machine, call: Call) -> dict[str, Any]:
    name = key_name(call["path"])
    if call["state"] == "absent":
        return _remove(machine, call, name)
    present = machine.registry.key(name)
    changed = present is None if call["name"] is None else _changes(machine, call, name, present)
    if changed and call["name"] is None and not call.check_mode:
        machine.registry.make_key(name)
    return {"changed": changed, "data_changed": changed and present is not None, "data_type_changed": False}


def _changes(machine: Machine, call: Call, name: str, present: Key | None) -> bool:
    """Set a value, unless the key has it."""
    key, wanted = present or Key(), Value(call["type"], _data(call["type"], call["data"]))
    changed = _differs(key.value(call["name"]), wanted)
    if changed and not call.check_mode:
        machine.registry.set_value(name, key.name(call["name"]), wanted)
    return changed


def _remove(machine: Machine, call: Call, name: str) -> dict[str, Any]:
    key = machine.registry.key(name)
    if not call["name"] and call["delete_key"]:
        if key is not None and not call.check_mode:
            machine.registry.delete_key(name)
        return {"changed": key is not None}
    present = key is not None and key.value(call["name"] or "") is not None
    if present and not call.check_mode:
        machine.registry.delete_value(name, call["name"] or "")
    return {"changed": present}


def _data(kind: str, data: Any) -> Any:
    if kind == "multistring":
        return [str(item) for item in data] if isinstance(data, list) else [str(data)] if data is not None else []
    if kind in ("dword", "qword"):
        return int(str(data), 0)
    return "" if data is None else str(data)


def _differs(present: Value | None, wanted: Value) -> bool:
    """Lists are compared by Compare-Object, for which order counts and letter case does not; text as it is."""
    if present is None or present.kind != wanted.kind:
        return True
    return bool(_comparable(present.data) != _comparable(wanted.data))


def _comparable(data: Any) -> Any:
    return [str(item).lower() for item in data] if isinstance(data, list) else data


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_reg_stat": _stat,
    "ansible.windows.win_regedit": _edit,
}

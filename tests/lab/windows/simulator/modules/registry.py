# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_reg_stat and win_regedit. Keys and names of values know no letter case, their data do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError

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
    """The one spelling of a key: `hklm\\\\system\\\\...`. Raises ModuleFailureError."""
    hive, _colon, rest = path.partition(":")
    if hive.upper() not in _HIVES or not rest.startswith("\\"):
        raise ModuleFailureError(f"path: {path} is not a valid powershell path")
    return f"{hive}{rest}".rstrip("\\").lower()


def _stat(machine: Machine, call: Call) -> dict[str, Any]:
    name, keys = key_name(call["path"]), machine.state["registry"]
    values = keys.get(name)
    if call["name"] is None:
        return _key(name, values, keys)
    value = next((one for known, one in (values or {}).items() if known.lower() == call["name"].lower()), None)
    return {"exists": False} if value is None else _value(value)


def _key(name: str, values: Mapping[str, Any] | None, keys: Mapping[str, Any]) -> dict[str, Any]:
    if values is None:
        return {"exists": False}
    start = name + "\\"
    below = {key[len(start) :].partition("\\")[0] for key in keys if key.startswith(start)}
    properties = {known: _value(value) for known, value in values.items()}
    return {"exists": True, "properties": properties, "sub_keys": sorted(below)}


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"exists": True, "type": _TYPES[value["type"]], "raw_value": value["data"], "value": value["data"]}


def _edit(machine: Machine, call: Call) -> dict[str, Any]:
    name = key_name(call["path"])
    if call["state"] == "absent":
        return _remove(machine, call, name)
    present = machine.state["registry"].get(name)
    changed = present is None
    if call["name"] is not None:
        wanted = {"type": call["type"], "data": _data(call["type"], call["data"])}
        known = next((one for one in present or {} if one.lower() == call["name"].lower()), call["name"])
        changed = changed or _differs((present or {}).get(known), wanted)
    if changed and not call.check_mode:
        with machine.state.changing() as state:
            values = state["registry"].setdefault(name, {})
            if call["name"] is not None:
                values[known] = wanted
    return {"changed": changed, "data_changed": changed and present is not None, "data_type_changed": False}


def _remove(machine: Machine, call: Call, name: str) -> dict[str, Any]:
    values = machine.state["registry"].get(name)
    whole = not call["name"] and call["delete_key"]
    if whole:
        gone = [key for key in machine.state["registry"] if key == name or key.startswith(name + "\\")]
    else:
        gone = [one for one in values or {} if one.lower() == (call["name"] or "").lower()]
    if gone and not call.check_mode:
        with machine.state.changing() as state:
            section = state["registry"] if whole else state["registry"][name]
            for key in gone:
                del section[key]
    return {"changed": bool(gone)}


def _data(kind: str, data: Any) -> Any:
    if kind == "multistring":
        return [str(item) for item in data] if isinstance(data, list) else [str(data)] if data is not None else []
    if kind in ("dword", "qword"):
        return int(str(data), 0)
    return "" if data is None else str(data)


def _differs(present: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """Lists are compared by Compare-Object, for which order counts and letter case does not; text as it is."""
    if present is None or present["type"] != wanted["type"]:
        return True
    return bool(_comparable(present["data"]) != _comparable(wanted["data"]))


def _comparable(data: Any) -> Any:
    return [str(item).lower() for item in data] if isinstance(data, list) else data


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_reg_stat": _stat,
    "ansible.windows.win_regedit": _edit,
}

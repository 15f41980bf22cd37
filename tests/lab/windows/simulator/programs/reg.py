# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reg.exe query, as it prints. The keys of services have the values that the service manager keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..machine import Machine
from ..system.real import Ended
from ..system.registry import Key, Value, keys_below

_HIVES = {"hklm": "HKEY_LOCAL_MACHINE", "hkcu": "HKEY_CURRENT_USER", "hku": "HKEY_USERS"}
_TYPES = {
    "string": "REG_SZ",
    "expandstring": "REG_EXPAND_SZ",
    "multistring": "REG_MULTI_SZ",
    "dword": "REG_DWORD",
    "qword": "REG_QWORD",
    "binary": "REG_BINARY",
    "none": "REG_NONE",
}
_START = {"auto": 2, "delayed": 2, "manual": 3, "disabled": 4}
_SERVICES = r"hklm\system\currentcontrolset\services"
_MISSING = Ended(1, "", "ERROR: The system was unable to find the specified registry key or value.\r\n")


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`reg query KEY`: its values and the names of its subkeys; `/v NAME`: one value; `/s /f TEXT /d`: below it, the
    values whose data hold the text.
    """
    keys = _Keys(machine)
    match [argument.lower() for argument in arguments]:
        case ["query", _]:
            key = keys.key(arguments[1])
            return Ended(0, "\r\n" + _shown(arguments[1], key) + _subkeys(arguments[1], key), "") if key else _MISSING
        case ["query", _, "/v", _]:
            found = _only(keys.key(arguments[1]), arguments[3])
            return Ended(0, "\r\n" + _shown(arguments[1], found), "") if found.values else _MISSING
        case ["query", _, "/s", *search]:
            wanted = search[1] if search[:1] == ["/f"] else ""
            text = "".join(_searched(path, key, wanted) for path, key in keys_below(keys, arguments[1]))
            return Ended(0, f"\r\n{text}", "") if text else _MISSING
        case ["query", *_]:
            return _MISSING
    return Ended(1, "", f"reg {' '.join(arguments)} is not simulated")


class _Keys:
    """The registry, and in it what the service manager keeps of services."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        services = machine.state["services"]
        self._services = {f"{_SERVICES}\\{name.lower()}": (name, _of_service(one)) for name, one in services.items()}

    def key(self, path: str) -> Key | None:
        """A key; None if it does not exist."""
        key = self._machine.registry.key(path)
        if path.lower() in self._services:
            known = key or Key()
            return replace(known, values={**known.values, **self._services[path.lower()][1]})
        if path.lower() == _SERVICES:
            known = key or Key()
            present = {name.lower() for name in known.subkeys}
            more = [name for name, _values in self._services.values() if name.lower() not in present]
            return replace(known, subkeys=[*known.subkeys, *more])
        return key


def _of_service(service: Mapping[str, Any]) -> Mapping[str, Value]:
    return {
        "ImagePath": Value("expandstring", service["path"]),
        "ObjectName": Value("string", service["username"]),
        "Start": Value("dword", _START[service["start_mode"]]),
    }


def _only(key: Key | None, name: str) -> Key:
    """The key with one of its values."""
    value = key.value(name) if key else None
    return Key({key.name(name): value}) if key and value else Key()


def _searched(path: str, key: Key, wanted: str) -> str:
    found = Key({known: value for known, value in key.values.items() if wanted in str(value.data).lower()})
    return f"{_shown(path, found)}\r\n" if found.values or not wanted else ""


def _subkeys(path: str, key: Key) -> str:
    return "".join(f"{_full(path)}\\{name}\r\n" for name in sorted(key.subkeys))


def _shown(path: str, key: Key) -> str:
    """A key without values is not named."""
    values = sorted(key.values.items())
    lines = [f"    {known}    {_TYPES[value.kind]}    {_data(value)}" for known, value in values]
    return "\r\n".join([_full(path), *lines, "", ""]) if lines else ""


def _full(path: str) -> str:
    hive, _slash, rest = path.partition("\\")
    return f"{_HIVES[hive.lower()]}\\{rest}"


def _data(value: Value) -> str:
    if isinstance(value.data, list):
        return "\\0".join(str(item) for item in value.data)
    return hex(value.data) if value.kind in ("dword", "qword") else str(value.data)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reg.exe query, of keys of the registry, of services, and of the certificate stores behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..machine import Machine
from ..system.real import Ended

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
_STORES = r"hklm\software\microsoft\systemcertificates"
_MISSING = Ended(1, "", "ERROR: The system was unable to find the specified registry key or value.\r\n")

Values = Mapping[str, Any]


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`reg query KEY`: its values and the names of its subkeys; `/v NAME`: one value; `/s /f TEXT /d`: below it, the
    values whose data hold the text.
    """
    keys = _keys(machine)
    match [argument.lower() for argument in arguments]:
        case ["query", key] if key in keys:
            return Ended(0, "\r\n" + _shown(key, keys[key]) + _subkeys(key, keys), "")
        case ["query", key, "/v", name] if key in keys:
            found = {known: value for known, value in keys[key].items() if known.lower() == name}
            return Ended(0, "\r\n" + _shown(key, found), "") if found else _MISSING
        case ["query", key, "/s", *search]:
            wanted = search[1] if search[:1] == ["/f"] else ""
            text = "".join(_searched(name, keys[name], wanted) for name in sorted(keys) if _below(name, key))
            return Ended(0, f"\r\n{text}", "") if text else _MISSING
        case ["query", *_]:
            return _MISSING
    return Ended(1, "", f"reg {' '.join(arguments)} is not simulated")


def _keys(machine: Machine) -> dict[str, dict[str, Any]]:
    """All keys with their values, those of the service manager and of the certificate stores, too."""
    keys: dict[str, dict[str, Any]] = {name: dict(values) for name, values in machine.state["registry"].items()}
    for name, service in machine.state["services"].items():
        keys.setdefault(f"{_SERVICES}\\{name.lower()}", {}).update(_of_service(service))
    for store, held in machine.state["stores"].items():
        folder = f"{_STORES}\\{store.lower()}\\certificates"
        keys.update({folder: {}, **{f"{folder}\\{thumbprint}": {} for thumbprint in held}})
    return keys


def _of_service(service: Values) -> dict[str, Any]:
    return {
        "ImagePath": {"type": "expandstring", "data": service["path"]},
        "ObjectName": {"type": "string", "data": service["username"]},
        "Start": {"type": "dword", "data": _START[service["start_mode"]]},
    }


def _below(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}\\")


def _searched(name: str, values: Values, wanted: str) -> str:
    found = {known: value for known, value in values.items() if wanted in str(value["data"]).lower()}
    return f"{_shown(name, found)}\r\n" if found or not wanted else ""


def _subkeys(key: str, keys: Mapping[str, Values]) -> str:
    below = {name[len(key) + 1 :].partition("\\")[0] for name in keys if name.startswith(f"{key}\\")}
    return "".join(f"{_full(key)}\\{name}\r\n" for name in sorted(below))


def _shown(key: str, values: Values) -> str:
    """A key without values is not named."""
    lines = [f"    {known}    {_TYPES[value['type']]}    {_data(value)}" for known, value in sorted(values.items())]
    return "\r\n".join([_full(key), *lines, "", ""]) if lines else ""


def _full(key: str) -> str:
    hive, _slash, rest = key.partition("\\")
    return f"{_HIVES[hive]}\\{rest}"


def _data(value: Values) -> str:
    data = value["data"]
    if isinstance(data, list):
        return "\\0".join(str(item) for item in data)
    return hex(data) if value["type"] in ("dword", "qword") else str(data)

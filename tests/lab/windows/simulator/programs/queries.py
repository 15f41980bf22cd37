# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reg.exe query, sc.exe queryex, tasklist.exe and whoami.exe /groups, as they print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..machine import Machine
from ..real import Ended
from ..real import run as run_real

_HIVES = {"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER", "HKU": "HKEY_USERS"}
_TYPES = {
    "string": "REG_SZ",
    "expandstring": "REG_EXPAND_SZ",
    "multistring": "REG_MULTI_SZ",
    "dword": "REG_DWORD",
    "qword": "REG_QWORD",
    "binary": "REG_BINARY",
    "none": "REG_NONE",
}
_STATES = {"stopped": (1, "STOPPED"), "started": (4, "RUNNING"), "paused": (7, "PAUSED")}
_START = {"auto": 2, "delayed": 2, "manual": 3, "disabled": 4}
_SERVICES = r"hklm\system\currentcontrolset\services"
_RANCHER = "/var/lib/rancher/"


def registry(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`reg query KEY`, with `/s` the keys below it, too, with `/f TEXT /d` only values whose data hold the text."""
    if len(arguments) < 2 or arguments[0].lower() != "query":
        return Ended(1, "", f"reg {' '.join(arguments)} is not simulated")
    options = [argument.lower() for argument in arguments[2:]]
    wanted = options[options.index("/f") + 1] if "/f" in options else ""
    name = arguments[1].rstrip("\\").lower()
    keys = {**_services(machine), **machine.state["registry"]}
    keys = {key: {**_services(machine).get(key, {}), **values} for key, values in keys.items()}
    shown = [key for key in sorted(keys) if key == name or ("/s" in options and key.startswith(f"{name}\\"))]
    text = "".join(_key(key, keys[key], wanted) for key in shown)
    if not shown or (wanted and not text):
        return Ended(1, "", "ERROR: The system was unable to find the specified registry key or value.\r\n")
    return Ended(0, f"\r\n{text}", "")


def _services(machine: Machine) -> dict[str, dict[str, Any]]:
    """What the service manager keeps in the registry."""
    return {
        f"{_SERVICES}\\{name.lower()}": {
            "ImagePath": {"type": "expandstring", "data": service["path"]},
            "ObjectName": {"type": "string", "data": service["username"]},
            "Start": {"type": "dword", "data": _START[service["start_mode"]]},
        }
        for name, service in machine.state["services"].items()
    }


def _key(name: str, values: dict[str, Any], wanted: str) -> str:
    lines = [
        f"    {known}    {_TYPES[value['type']]}    {_data(value)}"
        for known, value in sorted(values.items())
        if wanted in str(value["data"]).lower()
    ]
    if wanted and not lines:
        return ""
    hive, _slash, rest = name.partition("\\")
    return "\r\n".join([f"{_HIVES[hive.upper()]}\\{rest}", *lines, "", ""])


def _data(value: dict[str, Any]) -> str:
    data = value["data"]
    if isinstance(data, list):
        return "\\0".join(str(item) for item in data)
    return hex(data) if value["type"] in ("dword", "qword") else str(data)


def service(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`sc queryex NAME`."""
    if len(arguments) != 2 or arguments[0].lower() not in ("query", "queryex"):
        return Ended(1, "", f"sc {' '.join(arguments)} is not simulated")
    services = machine.state["services"]
    name = next((known for known in services if known.lower() == arguments[1].lower()), None)
    if name is None:
        return Ended(1060, "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n", "")
    number, word = _STATES[services[name]["state"]]
    return Ended(0, f"\r\nSERVICE_NAME: {name}\r\n        STATE              : {number}  {word}\r\n", "")


def processes(_machine: Machine, _arguments: Sequence[str], _given: str) -> Ended:
    """`tasklist /fo csv /nh`: the container's processes of RKE2, by the names that they have on Windows."""
    listed = "".join(f'"{name}.exe","{pid}","Services","0","1,024 K"\r\n' for pid, name in _running())
    return Ended(0, f'"System","4","Services","0","144 K"\r\n{listed}', "")


def _running() -> Iterator[tuple[str, str]]:
    for line in run_real(["ps", "-eo", "pid=,args="]).out.splitlines():
        pid, _space, command = line.strip().partition(" ")
        name = re.split(r"[\s/]+", command.partition(" ")[0])[-1]
        if name in ("containerd", "kubelet", "rke2"):
            yield pid, name


def rights(machine: Machine, _arguments: Sequence[str], _given: str) -> Ended:
    """`whoami /groups /fo csv /nh`: a user with and without the rights of an administrator."""
    label = "S-1-16-8192" if machine.state["host"].get("without_rights") else "S-1-16-12288"
    return Ended(0, f'"Everyone","Well-known group","S-1-1-0","Group"\r\n"Label","Label","{label}",""\r\n', "")

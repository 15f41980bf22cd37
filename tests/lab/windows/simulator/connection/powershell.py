# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-core 2.19 to 2.22 sends to a Windows node, decoded: which module with which arguments, or which helper.

Nothing of the PowerShell that comes along is run, or looked at beyond its name.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SEPARATOR = b"\n\0\0\0\0\n"
_ENCODED = re.compile(r"-EncodedCommand (\S+)")


@dataclass(frozen=True)
class ModuleCall:
    """A module by its full name (`ansible.windows.win_stat`), what it is given, and Ansible's own settings."""

    name: str
    arguments: Mapping[str, Any]
    settings: Mapping[str, Any]

    @property
    def check_mode(self) -> bool:
        return bool(self.settings.get("check_mode"))

    @property
    def no_log(self) -> bool:
        return bool(self.settings.get("no_log"))


@dataclass(frozen=True)
class Helper:
    """One of the scripts that the connection runs for itself (`winrm_put_file`), with the data that follows it."""

    name: str
    parameters: Mapping[str, Any]
    data: bytes


@dataclass(frozen=True)
class Script:
    """PowerShell text without a manifest (`Remove-Item ...` after a file transfer)."""

    text: str


def decode(command_line: str, given: bytes) -> ModuleCall | Helper | Script:
    """What a command line and its standard input mean."""
    parts = given.split(_SEPARATOR, 2)
    if len(parts) < 2:
        found = _ENCODED.search(command_line)
        return Script(base64.b64decode(found.group(1)).decode("utf-16-le") if found else command_line)
    manifest = json.loads(_manifest(json.loads(parts[0]), parts[1]))
    action = manifest["actions"][-1]
    if action["name"] == "module_wrapper.ps1":
        return _module(action["params"])
    data = b"".join(base64.b64decode(line) for line in parts[2].split()) if len(parts) > 2 else b""
    return Helper(action["name"].removesuffix(".ps1"), action["params"], data)


def _manifest(bootstrap: Mapping[str, Any], raw: bytes) -> bytes:
    """Since core 2.22 it may be compressed."""
    return gzip.decompress(base64.b64decode(raw)) if bootstrap["params"].get("DecompressInput") else raw


def _module(parameters: Mapping[str, Any]) -> ModuleCall:
    """Up to core 2.21 the arguments are a variable of the wrapper, since then they are JSON in a text."""
    if parameters.get("ArgumentJSON"):
        given = json.loads(parameters["ArgumentJSON"])
    else:
        given = next(entry["Value"] for entry in parameters["Variables"] if entry["Name"] == "complex_args")
    internal = "_ansible_"
    settings = {name.removeprefix(internal): value for name, value in given.items() if name.startswith(internal)}
    arguments = {name: value for name, value in given.items() if not name.startswith(internal)}
    return ModuleCall(_full_name(parameters["Script"]), arguments, settings)


def _full_name(script: str) -> str:
    """`ansible_collections.ansible.windows.plugins.modules.win_stat.ps1`, or `ansible.modules.slurp.ps1`."""
    parts = script.removesuffix(".ps1").split(".")
    if parts[0] == "ansible_collections":
        return f"{parts[1]}.{parts[2]}.{parts[-1]}"
    return f"ansible.builtin.{parts[-1]}"

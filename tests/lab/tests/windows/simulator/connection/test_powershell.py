# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-core 2.19 to 2.22 sends is understood."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from tests.lab.windows.simulator.connection.powershell import Helper, ModuleCall, Script, decode

STAT = "ansible_collections.ansible.windows.plugins.modules.win_stat.ps1"
GIVEN = {"path": "C:\\x", "_ansible_check_mode": True, "_ansible_no_log": False}
COMMAND = "PowerShell -NoProfile -EncodedCommand eA=="


def sent(action: str, parameters: dict[str, Any], compressed: bool = False, data: bytes = b"") -> bytes:
    manifest = json.dumps({"scripts": {}, "actions": [{"name": "first.ps1"}, {"name": action, "params": parameters}]})
    raw = base64.b64encode(gzip.compress(manifest.encode())) if compressed else manifest.encode()
    bootstrap = json.dumps({"name": "exec_wrapper", "params": {"DecompressInput": compressed}}).encode()
    return b"\n\0\0\0\0\n".join([bootstrap, raw, *([data] if data else [])])


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    "parameters",
    [
        {"Script": STAT, "Variables": [{"Name": "other", "Value": 1}, {"Name": "complex_args", "Value": GIVEN}]},
        {"Script": STAT, "ArgumentJSON": json.dumps(GIVEN)},
    ],
    ids=["to core 2.21", "since core 2.22"],
)
def test_a_module_with_its_arguments_and_ansibles_settings(parameters: dict[str, Any], compressed: bool) -> None:
    call = decode(COMMAND, sent("module_wrapper.ps1", parameters, compressed))
    assert isinstance(call, ModuleCall)
    assert (call.name, call.arguments) == ("ansible.windows.win_stat", {"path": "C:\\x"})
    assert (call.check_mode, call.no_log) == (True, False)


def test_a_module_of_ansible_itself() -> None:
    call = decode(
        COMMAND, sent("module_wrapper.ps1", {"Script": "ansible.modules.async_status.ps1", "ArgumentJSON": "{}"})
    )
    assert isinstance(call, ModuleCall)
    assert call.name == "ansible.builtin.async_status"


def test_a_helper_with_the_data_of_a_file() -> None:
    lines = b"\n".join(base64.b64encode(part) for part in (b"first ", b"second"))
    helper = decode(COMMAND, sent("winrm_put_file.ps1", {"Path": "C:\\x"}, data=lines))
    assert helper == Helper("winrm_put_file", {"Path": "C:\\x"}, b"first second")


def test_text_without_a_manifest() -> None:
    encoded = base64.b64encode("Remove-Item 'C:\\x'".encode("utf-16-le")).decode()
    assert decode(f"PowerShell -EncodedCommand {encoded}", b"") == Script("Remove-Item 'C:\\x'")

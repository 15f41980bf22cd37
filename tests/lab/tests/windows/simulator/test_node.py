# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The node answers what Ansible sends, and logs it as Windows would."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab.windows.simulator.connection.documentation import Documentation
from tests.lab.windows.simulator.connection.event_log import EventLog
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.modules import EFFECTS
from tests.lab.windows.simulator.node import Node

SEPARATOR = b"\n\0\0\0\0\n"


@pytest.fixture
def node(machine: Machine, windows_documentation: Documentation, log: Path) -> Node:
    return Node(machine, EventLog(log), windows_documentation, EFFECTS)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "Application.jsonl"


def sent(action: str, parameters: dict[str, Any], data: bytes = b"") -> bytes:
    manifest = json.dumps({"actions": [{"name": action, "params": parameters}]}).encode()
    return SEPARATOR.join([b'{"params": {}}', manifest, *([data] if data else [])])


def ran(node: Node, name: str, **arguments: Any) -> dict[str, Any]:
    script = f"ansible_collections.ansible.windows.plugins.modules.{name}.ps1"
    output = node.run("", sent("module_wrapper.ps1", {"Script": script, "ArgumentJSON": json.dumps(arguments)}))
    result: dict[str, Any] = json.loads(output.out)
    assert output.code == int(bool(result.get("failed")))
    return result


def events(log: Path) -> list[str]:
    return [json.loads(line)["message"] for line in log.read_text().splitlines()]


def test_a_module_runs(node: Node) -> None:
    assert ran(node, "win_ping", data="hello")["ping"] == "hello"


def test_the_event_log_has_the_arguments_of_a_task_that_is_not_secret(node: Node, log: Path) -> None:
    ran(node, "win_ping", data="password-of-the-test")
    assert events(log) == ['ansible.windows.win_ping invoked with {"data": "password-of-the-test"}']


def test_the_event_log_has_no_arguments_of_a_secret_task(node: Node, log: Path) -> None:
    ran(node, "win_ping", data="password-of-the-test", _ansible_no_log=True)
    assert events(log) == ["ansible.windows.win_ping invoked"]


def test_wrong_arguments_fail_as_on_windows(node: Node) -> None:
    result = ran(node, "win_ping", dta="x")
    assert (result["failed"], "Unsupported parameters" in result["msg"]) == (True, True)


def test_a_module_that_is_not_simulated_says_so(node: Node) -> None:
    assert ran(node, "win_dsc")["msg"] == "ansible.windows.win_dsc is not simulated"


def test_a_fault_of_the_simulator_is_a_failed_task(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_machine: Machine, _call: object) -> dict[str, Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(node, "_effects", {"ansible.windows.win_ping": broken})
    assert "no answer to this ansible.windows.win_ping: ZeroDivisionError" in ran(node, "win_ping")["msg"]


@pytest.mark.parametrize("removal", ["Remove-Item '{}' -Force -Recurse;", "Remove-Item {} -Force -Recurse"])
def test_a_file_is_transferred_and_its_temporary_folder_goes(node: Node, removal: str) -> None:
    made = node.run("", sent("powershell_mkdtemp.ps1", {"Directory": "%TEMP%", "Name": "ansible-tmp"}))
    folder = made.out.decode().strip()
    assert folder == "C:\\Windows\\Temp\\ansible-tmp"
    parameters = {"Path": f"{folder}\\source"}
    output = node.run("", sent("winrm_put_file.ps1", parameters, base64.b64encode(b"content")))
    assert json.loads(output.out) == {"sha1": hashlib.sha1(b"content").hexdigest()}
    assert node.machine.files.at(f"{folder}\\source").read_bytes() == b"content"
    text = base64.b64encode(removal.format(folder).encode("utf-16-le")).decode()
    node.run(f"PowerShell -EncodedCommand {text}", b"")
    assert not node.machine.files.at(folder).exists()


def test_powershell_of_others_is_not_run(node: Node) -> None:
    text = base64.b64encode("Get-Process".encode("utf-16-le")).decode()
    output = node.run(f"PowerShell -EncodedCommand {text}", b"")
    assert (output.code, output.err) == (1, b"PowerShell is not simulated: Get-Process")

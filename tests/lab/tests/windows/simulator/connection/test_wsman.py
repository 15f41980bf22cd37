# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoint answers what the real pywinrm asks, over TLS that pywinrm verifies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from winrm.exceptions import InvalidCredentialsError
from winrm.protocol import Protocol

from tests.lab.model import pki
from tests.lab.windows.simulator.connection.wsman import Endpoint, Output

LOGIN = "Administrator:a-long-password-of-the-test"


def answer(line: str, given: bytes) -> Output:
    return Output(line.encode() + b"|" + given, b"complaint", 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wsman")
    root = pki.new_root("test")
    server = pki.new_server(root, pki.regular_address("localhost", "127.0.0.1"))
    (made / "ca.pem").write_bytes(pki.pem(root.certificate))
    (made / "tls.pem").write_bytes(server.chain_pem)
    (made / "tls.key").write_bytes(server.key_pem)
    (made / "other.pem").write_bytes(pki.pem(pki.new_root("other").certificate))
    return made


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    endpoint = Endpoint(0, str(folder / "tls.pem"), str(folder / "tls.key"), LOGIN, answer)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    yield endpoint.server_address[1]
    endpoint.shutdown()
    endpoint.server_close()


def protocol(port: int, ca: Path, login: str = LOGIN) -> Protocol:
    user, _colon, password = login.partition(":")
    address = f"https://127.0.0.1:{port}/wsman"
    return Protocol(
        address,
        transport="basic",
        username=user,
        password=password,
        ca_trust_path=str(ca),
        proxy=None,
        message_encryption="never",
    )


def test_a_command_gets_its_input_and_tells_output_errors_and_exit_code(port: int, folder: Path) -> None:
    client = protocol(port, folder / "ca.pem")
    shell = client.open_shell()
    command = client.run_command(shell, "powershell", ["-EncodedCommand", "x"])
    client.send_command_input(shell, command, "first ")
    client.send_command_input(shell, command, "second", end=True)
    assert client.get_command_output(shell, command) == (b"powershell -EncodedCommand x|first second", b"complaint", 3)
    client.cleanup_command(shell, command)
    client.close_shell(shell)


def test_a_wrong_password_is_refused(port: int, folder: Path) -> None:
    with pytest.raises(InvalidCredentialsError):
        protocol(port, folder / "ca.pem", "Administrator:wrong").open_shell()


def test_a_client_that_does_not_know_the_authority_does_not_connect(port: int, folder: Path) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        protocol(port, folder / "other.pem").open_shell()

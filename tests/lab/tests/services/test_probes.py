# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probes tell a service that works from one that doesn't, here against sockets of our own on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.model import pki
from tests.lab.services import probes


@pytest.fixture(name="listening")
def _listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(name="closed")
def _closed() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_an_open_port_is_found_open(listening: int) -> None:
    assert probes.tcp(listening)("127.0.0.1") is None


def test_all_ports_have_to_be_open(listening: int, closed: int) -> None:
    assert "ConnectionRefusedError" in str(probes.tcp(listening, closed)("127.0.0.1"))


def test_a_refusing_mirror_has_to_refuse(listening: int, closed: int) -> None:
    assert probes.refuses(closed)("127.0.0.1") is None
    assert "accepted a connection" in str(probes.refuses(listening)("127.0.0.1"))


def test_a_swallowing_mirror_must_neither_answer_nor_refuse(listening: int, closed: int) -> None:
    assert "accepted a connection" in str(probes.swallows(listening)("127.0.0.1"))
    assert "ConnectionRefusedError" in str(probes.swallows(closed)("127.0.0.1"))


def test_a_server_that_speaks_no_tls_is_told_not_raised(
    listening: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pki.ensure(tmp_path)
    monkeypatch.setattr(probes, "TIMEOUT_SECONDS", 0.1)
    probe = probes.https("registry.lab", listening, "/v2/", tmp_path / "corp-root.pem", (200,))
    assert "TimeoutError" in str(probe("127.0.0.1"))

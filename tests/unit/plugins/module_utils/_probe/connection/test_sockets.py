# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real sockets: what came of a connection, and one kind of timeout whatever the Python."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection import sockets
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import SocketStream

from tests.servers.raw import LOOPBACK, raw_server

TCP_CLOSE = b"\x07"


class OldTimeoutError(OSError):
    """As `socket.timeout` is on Python 3.9: no TimeoutError."""


class LateSocket(socket.socket):
    """Never ready."""

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        raise OldTimeoutError("timed out")

    def sendall(self, data: object, flags: int = 0) -> None:
        raise OldTimeoutError("timed out")


def test_the_timeout_of_a_socket_is_a_timeout_on_old_pythons_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "timeout", OldTimeoutError)
    with LateSocket() as late:
        stream, deadline = SocketStream(late), time.monotonic() + 5
        with pytest.raises(TimeoutError, match="timed out"):
            stream.read(1, deadline)
        with pytest.raises(TimeoutError, match="timed out"):
            stream.write(b"x", deadline)


def test_a_connection_that_is_reset_at_once_was_a_connection() -> None:
    def reset(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with raw_server(reset) as port, socket.socket() as connection:
        connection.setblocking(False)
        connection.connect_ex((LOOPBACK, port))
        deadline = time.monotonic() + 5
        while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1) != TCP_CLOSE:
            assert time.monotonic() < deadline
        assert sockets._refusal(connection) == ""

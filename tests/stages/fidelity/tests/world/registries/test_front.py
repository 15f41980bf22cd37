# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of the registries."""

from __future__ import annotations

import socket
import threading
from typing import cast

from tests.stages.fidelity.world.registries.front import Front, _Server

HELLO = b"\x16\x03\x01\x02\x00" + bytes(512)


def test_a_port_without_tls_answers_a_tls_client_and_does_not_reset_the_connection() -> None:
    with _Server(("127.0.0.1", 0), "http", cast(Front, None)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as client:
            client.sendall(HELLO)
            answer = b"".join(iter(lambda: client.recv(1000), b""))
            # A connection that was reset accepts no more data.
            for _time in range(20):
                client.sendall(HELLO)
        server.shutdown()
    assert answer.endswith(b"Client sent an HTTPS request to an HTTP server.\n")

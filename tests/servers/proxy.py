# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that makes tunnels, and one that does not."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.raw import LOOPBACK, raw_server


@dataclass
class Proxy:
    """A running proxy, and the first line and headers of each request."""

    port: int = 0
    heads: list[str] = field(default_factory=list)


@contextmanager
def tunnelling_proxy() -> Iterator[Proxy]:
    """Whatever host is asked for, the tunnel leads to its port on the loopback address."""
    proxy = Proxy()

    def serve(connection: socket.socket) -> None:
        head = connection.recv(65536).decode()
        proxy.heads.append(head)
        port = int(head.split()[1].rpartition(":")[2])
        with socket.create_connection((LOOPBACK, port)) as server:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(server, connection), daemon=True)
            back.start()
            _pump(connection, server)
            back.join(5)

    with raw_server(serve) as port:
        proxy.port = port
        yield proxy


@contextmanager
def refusing_proxy(status_line: str, headers: str = "") -> Iterator[Proxy]:
    """Answers every request with the same status."""
    proxy = Proxy()

    def serve(connection: socket.socket) -> None:
        proxy.heads.append(connection.recv(65536).decode())
        connection.sendall(f"HTTP/1.1 {status_line}\r\n{headers}Content-Length: 0\r\n\r\n".encode())

    with raw_server(serve) as port:
        proxy.port = port
        yield proxy


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)

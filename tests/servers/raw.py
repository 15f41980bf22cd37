# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers below HTTP: they refuse, fall silent, hang up, or say something odd."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Address, SocketNetwork

LOOPBACK = "127.0.0.1"

Serve = Callable[[socket.socket], None]


@dataclass
class NamedNetwork(SocketNetwork):
    """The loopback network with names of its own; what is not named is not known."""

    names: dict[str, Sequence[str]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)

    def addresses(self, host: str, port: int) -> list[Address]:
        self.looked_up.append(host)
        if host in self.names:
            return [Address(socket.AF_INET, (address, port)) for address in self.names[host]]
        if host.replace(".", "").isdigit():
            return super().addresses(host, port)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextmanager
def raw_server(serve: Serve, address: str = LOOPBACK, port: int = 0) -> Iterator[int]:
    """A server that does with each connection what ``serve`` does; its port."""

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = listener.accept()
                threading.Thread(target=_served, args=(connection, serve), daemon=True).start()

    with socket.create_server((address, port)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        # close() alone would not wake accept().
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says anything."""
    over = threading.Event()

    def wait(_connection: socket.socket) -> None:
        over.wait(30)

    with raw_server(wait) as port:
        yield port
        over.set()


@contextmanager
def swallowing_server(address: str = LOOPBACK, port: int = 0) -> Iterator[int]:
    """Its queue is full: what asks for a connection gets no answer, as behind a firewall that drops packets."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(0)
        for _queued in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def refused_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as unused:
        unused.bind((LOOPBACK, 0))
        port: int = unused.getsockname()[1]
        return port


def answers(data: bytes) -> Serve:
    """Reads a little, says ``data``, hangs up."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        if data:
            connection.sendall(data)

    return serve


def _served(connection: socket.socket, serve: Serve) -> None:
    with connection, contextlib.suppress(OSError):
        serve(connection)

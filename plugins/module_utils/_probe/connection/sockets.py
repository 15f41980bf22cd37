# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one seam through which probes reach the network: names, connections, bytes.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import time
import typing as t
from dataclasses import dataclass


class Stream(t.Protocol):
    """Bytes both ways. `deadline` is on the monotonic clock; past it everything raises TimeoutError."""

    def read(self, size: int, deadline: float) -> bytes:
        """Up to `size` bytes, none at the end; raises OSError."""

    def write(self, data: bytes, deadline: float) -> None:
        """All of `data`; raises OSError."""

    def close(self) -> None:
        """Never raises."""


@dataclass(frozen=True)
class Address:
    """One address of a name, in the form of the socket functions."""

    family: int
    sockaddr: tuple[t.Any, ...]

    def __str__(self) -> str:
        return str(self.sockaddr[0])


@dataclass(frozen=True)
class Connected:
    """The stream that was connected first, if any, and per address what came of it ("" for connected)."""

    stream: t.Optional[Stream]
    errors: t.Mapping[str, str]


class Network(t.Protocol):
    """What probes need of a network."""

    def addresses(self, host: str, port: int) -> list[Address]:
        """All addresses in the system's order, however long it takes; raises socket.gaierror, UnicodeError."""

    def connect(self, addresses: t.Sequence[Address], seconds: float) -> Connected:
        """Try all at once; what is late after the first success is not waited for."""


class SocketStream:
    """A connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def read(self, size: int, deadline: float) -> bytes:
        self._socket.settimeout(_left(deadline))
        with _one_timeout():
            return self._socket.recv(size)

    def write(self, data: bytes, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        with _one_timeout():
            self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()


# How long an address may stay silent after another one connected; Go waits as long before it tries IPv4 beside IPv6.
_GRACE_SECONDS = 0.3
_NO_ANSWER = "ETIMEDOUT"


class SocketNetwork:
    """`Network` by sockets."""

    def addresses(self, host: str, port: int) -> list[Address]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(Address(family, sockaddr) for family, _type, _proto, _name, sockaddr in found))

    def connect(self, addresses: t.Sequence[Address], seconds: float) -> Connected:
        errors: dict[str, str] = {}
        first: t.Optional[socket.socket] = None
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            for address in addresses:
                _start(address, waiting, errors)
            while waiting.get_map() and time.monotonic() < deadline:
                for key, _events in waiting.select(max(0.0, deadline - time.monotonic())):
                    connection = t.cast(socket.socket, key.fileobj)
                    waiting.unregister(connection)
                    errors[key.data] = _refusal(connection)
                    if errors[key.data] or first:
                        connection.close()
                    else:
                        first = connection
                        deadline = min(deadline, time.monotonic() + _GRACE_SECONDS)
            _give_up(waiting, errors)
        return Connected(SocketStream(first) if first else None, errors)


def _start(address: Address, waiting: selectors.BaseSelector, errors: dict[str, str]) -> None:
    try:
        connection = socket.socket(address.family, socket.SOCK_STREAM)
    except OSError as error:
        errors[str(address)] = _name(error.errno or 0)
        return
    connection.setblocking(False)
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    code = connection.connect_ex(address.sockaddr)
    if code in (0, errno.EINPROGRESS):
        waiting.register(connection, selectors.EVENT_WRITE, str(address))
    else:
        errors[str(address)] = _name(code)
        connection.close()


def _give_up(waiting: selectors.BaseSelector, errors: dict[str, str]) -> None:
    for key in list(waiting.get_map().values()):
        errors[key.data] = _NO_ANSWER
        t.cast(socket.socket, key.fileobj).close()


def _refusal(connection: socket.socket) -> str:
    """The error of the connection. A connection that was reset after it was established counts as established."""
    code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return "" if code == errno.ECONNRESET else _name(code)


def _name(code: int) -> str:
    return errno.errorcode.get(code, os.strerror(code)) if code else ""


@contextlib.contextmanager
def _one_timeout() -> t.Iterator[None]:
    """On Python 3.9 the timeout of a socket is an error of its own."""
    try:
        yield
    except socket.timeout as error:
        raise TimeoutError(*error.args) from None


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left

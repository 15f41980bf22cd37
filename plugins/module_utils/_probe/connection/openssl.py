# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the certificate chain of a server with the openssl program of the node, if its Python only returns the leaf.

The program connects to a local socket, which forwards the data over a connection of the probe. So the route is the
probed one, the credentials of a proxy are not an argument of a process, and the amount of data is limited.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import tempfile
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import parse_ip
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import SocketStream, Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

# OpenSSL itself takes no more than 100 KiB of certificates.
_MOST_BYTES = 256 * 1024
_MOST_CERTIFICATES = 20
_CHUNK = 16384
_TURN_SECONDS = 0.02
_CERTIFICATE = re.compile(r"^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----$", re.MULTILINE)


def openssl_chain(commands: Commands, dial: t.Callable[[], Stream], host: str, deadline: float) -> list[str]:
    """The certificates (base64 of DER) in the order sent. Empty without the program, or if it fails.

    `dial` makes the connection. The options exist since OpenSSL 1.1.1, the first version with TLS 1.3.
    """
    seconds = int(deadline - time.monotonic())
    if seconds < 1 or commands.find("openssl") is None:
        return []
    name = ["-noservername"] if parse_ip(host) else ["-servername", host]
    with tempfile.TemporaryDirectory(prefix="pullproof-") as folder:
        path = os.path.join(folder, "tls")
        with _carried(path, dial, deadline):
            # Q is what ends it, once it is connected.
            argv = ["openssl", "s_client", "-unix", path, *name, "-showcerts"]
            done = commands.run(argv, seconds=seconds, stdin="Q\n")
    return ["".join(body.split()) for body in _CERTIFICATE.findall(done.out)[:_MOST_CERTIFICATES]]


@contextlib.contextmanager
def _carried(path: str, dial: t.Callable[[], Stream], deadline: float) -> t.Iterator[None]:
    """Inside, the first client of the socket at `path` uses the connection."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, ThreadPoolExecutor(max_workers=1) as pool:
        listener.bind(path)
        listener.listen(1)
        pool.submit(_carry_one, listener, dial, deadline)
        try:
            yield
        finally:
            # This ends the wait if there was no connection.
            listener.shutdown(socket.SHUT_RDWR)


def _carry_one(listener: socket.socket, dial: t.Callable[[], Stream], deadline: float) -> None:
    with contextlib.suppress(OSError, ProbeError):
        client = SocketStream(listener.accept()[0])
        with contextlib.closing(client), contextlib.closing(dial()) as server:
            _carry(client, server, deadline)


def _carry(client: Stream, server: Stream, deadline: float) -> None:
    """Both ways in turns, because a stream that is TLS itself is not for two threads."""
    left = _MOST_BYTES
    while left > 0 and time.monotonic() < deadline:
        request = _received(client, _CHUNK)
        if request:
            server.write(request, deadline)
        answer = _received(server, min(_CHUNK, left))
        if answer:
            client.write(answer, deadline)
            left -= len(answer)
        if b"" in (request, answer):
            return


def _received(stream: Stream, size: int) -> t.Optional[bytes]:
    """What came within a turn, None for nothing yet."""
    try:
        return stream.read(size, time.monotonic() + _TURN_SECONDS)
    except TimeoutError:
        return None

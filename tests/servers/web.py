# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP or HTTPS server whose answers are a function."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.lab.model import pki

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Asked:
    """One request as it came in; ``query`` has the first value of each parameter, ``scopes`` all of that one."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    scopes: tuple[str, ...] = ()

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")


@dataclass(frozen=True)
class Reply:
    """One answer; the length is added."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Asked], Reply]


@dataclass
class Web:
    """A running server, and what it was asked."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Method and path of each request."""
        return [f"{one.method} {one.path}" for one in self.asked]


class Server(ThreadingHTTPServer):
    """Handshakes run in the threads, so that one client that fails stops nobody."""

    daemon_threads = True

    def __init__(self, answer: Answer, web: Web, tls: ssl.SSLContext | None, address: str) -> None:
        """Bind a free port."""
        super().__init__((address, 0), Handler)
        self.answer, self.web, self.tls = answer, web, tls
        web.port = self.server_address[1]
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)


class Handler(BaseHTTPRequestHandler):
    """Notes what is asked and lets the test answer."""

    protocol_version = "HTTP/1.1"
    timeout = 10
    server: Server

    def handle(self) -> None:
        """Serve one connection, after its handshake."""
        try:
            if isinstance(self.connection, ssl.SSLSocket):
                self.connection.do_handshake()
            super().handle()
        except OSError:
            # The client hung up, which tests provoke.
            self.close_connection = True

    def do_GET(self) -> None:
        """Answer."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._answer()

    def do_POST(self) -> None:
        """Answer."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Nothing on the terminal."""

    def _answer(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        parameters = parse_qs(url.query)
        query = {name: values[0] for name, values in parameters.items()}
        scopes = tuple(parameters.get("scope", ()))
        asked = Asked(self.command, url.path, query, headers, self.rfile.read(length), scopes)
        self.server.web.asked.append(asked)
        reply = self.server.answer(asked)
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)


@contextmanager
def web_server(answer: Answer, tls: ssl.SSLContext | None = None, address: str = LOOPBACK) -> Iterator[Web]:
    """Serve until the end of the block."""
    web = Web(0)
    server = Server(answer, web, tls, address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def server_context(folder: Path, pair: pki.Pair, *, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """The TLS of a server with this certificate, and the intermediates that it comes with."""
    certificate, key = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(pair.chain_pem)
    key.write_bytes(pair.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context

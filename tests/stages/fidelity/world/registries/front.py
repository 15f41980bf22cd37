# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of all registries: one listener per port, TLS by server name, every request logged."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.stages.fidelity.world.registries.log import Entry, Log
from tests.stages.fidelity.world.registries.registry import Registries, Request

PORTS = {443: "https", 5000: "https", 8443: "https", 80: "http", 5080: "http"}
# Where unreachable hosts are: nothing listens there.
UNREACHABLE = "127.0.0.9"
_ADDRESSES = ("127.0.0.1", "::1")
_SECONDS = 10
# The first byte of TLS, and the answer of a Go server without TLS, which containerd recognizes.
_HANDSHAKE = b"\x16"
_NO_TLS = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to an HTTP server.\n"


class Front:
    """All listeners. ``registries`` are replaced before each row."""

    def __init__(self, contexts: Mapping[str, ssl.SSLContext], registries: Registries) -> None:
        self.registries = registries
        self.log = Log()
        self.contexts = contexts

    def start(self) -> None:
        """Listen on all ports, in threads that end with the process."""
        self.tls.sslsocket_class = _TlsSocket
        for port, scheme in PORTS.items():
            for address in _ADDRESSES:
                server = _Server((address, port), scheme, self)
                threading.Thread(target=server.serve_forever, daemon=True).start()

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """The context that takes the certificate of the requested name."""
        context = self.contexts["trusted"]
        context.sni_callback = self._choose
        return context

    def _choose(self, secured: ssl.SSLSocket | ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        secured.context = self.contexts[self.registries.server(name or "").certificate]
        if isinstance(secured, _TlsSocket):
            secured.requested_name = name or ""


class _TlsSocket(ssl.SSLSocket):
    requested_name = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], scheme: str, front: Front) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        self.scheme, self.front = scheme, front

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report nothing: a client may end a connection at any time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS
    server: _Server

    def setup(self) -> None:
        """Make the connection a TLS connection, if the port has TLS."""
        if self.server.scheme == "https":
            self.request = self.server.front.tls.wrap_socket(
                self.request, server_side=True, do_handshake_on_connect=False
            )
        super().setup()

    def handle(self) -> None:
        """Answer; an alert of the client about the certificate arrives with its first data in TLS 1.3."""
        if self.server.scheme == "http" and self.request.recv(1, socket.MSG_PEEK) == _HANDSHAKE:
            self._refuse_tls()
            return
        try:
            if isinstance(self.request, ssl.SSLSocket):
                self.request.do_handshake()
            super().handle()
        except ssl.SSLError as error:
            if "ALERT" in (error.reason or ""):
                self._log_end()

    def _refuse_tls(self) -> None:
        """As a Go server does. With unread data, a reset would follow, which Wine reports before the answer."""
        self.wfile.write(_NO_TLS)
        self.request.shutdown(socket.SHUT_WR)
        while self.request.recv(1 << 16):
            pass

    def do_GET(self) -> None:
        """Answer one request."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        host = (self.headers.get("Host") or "").lower()
        authorization = self.headers.get("Authorization") or ""
        request = Request(self.server.scheme, host, self.command, url.path, url.query, authorization)
        answer = self.server.front.registries.answer(request)
        self._log(request, answer.status)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_POST = do_GET  # noqa: N815 (the base class's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Log nothing."""

    def _log(self, request: Request, status: int) -> None:
        client = self.headers.get("User-Agent") or ""
        place = (request.scheme, request.host, request.path, request.method)
        self.server.front.log.add(Entry(client, *place, request.user, status, service=request.service))

    def _log_end(self) -> None:
        name = getattr(self.request, "requested_name", "")
        port = self.server.server_address[1]
        self.server.front.log.add(Entry("", "https", name if port == 443 else f"{name}:{port}", outcome="untrusted"))

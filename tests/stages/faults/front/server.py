# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of the front: threads per connection, TLS by server name, HTTP by rules."""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.stages.faults.front.endpoint import Configuration, Endpoint, Listener
from tests.stages.faults.front.rules import Asked, Rule
from tests.stages.faults.front.upstream import HANDED_ON, Answer, ask

HANG_SECONDS = 600
_RESET = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """HTTP, or HTTPS where it has a TLS context; handshakes run in the threads."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, endpoints: Mapping[str, Endpoint], tls: ssl.SSLContext | None) -> None:
        """Bind all addresses at the port."""
        super().__init__(("", port), Handler)
        self.endpoints = endpoints
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that don't like a certificate hang up, which is what they are here for."""


class Handler(BaseHTTPRequestHandler):
    """One connection, with as many requests as the client likes."""

    protocol_version = "HTTP/1.1"
    timeout = HANG_SECONDS
    server: Server

    def do_GET(self) -> None:
        """Answer by the rules of the endpoint that the Host header names."""
        name = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host") or ""
        endpoint = self.server.endpoints.get(name)
        if endpoint is None:
            return self._send(404, (), b"no such endpoint\n")
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        asked = Asked(self.command, path, self.headers.get("Authorization") or "", str(self.client_address[0]))
        rules = endpoint.rulebook.applied(asked)
        time.sleep(sum(rule.delay for rule in rules))
        final = next((rule for rule in rules if rule.is_final), Rule())
        return self._play(endpoint, final, path)

    do_HEAD = do_POST = do_GET  # noqa: N815 (the base class's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Log nothing."""

    def _play(self, endpoint: Endpoint, rule: Rule, path: str) -> None:
        if rule.hang:
            time.sleep(HANG_SECONDS)
            self.close_connection = True
        elif rule.status:
            headers = tuple((name, value.replace("{path}", path)) for name, value in rule.headers.items())
            self._send(rule.status, headers, rule.body.replace("{path}", path).encode())
        else:
            self._hand_on(endpoint, rule)

    def _hand_on(self, endpoint: Endpoint, rule: Rule) -> None:
        asked = {name: ", ".join(self.headers.get_all(name, ())) for name in HANDED_ON if name in self.headers}
        try:
            answer = ask(endpoint.upstream, self.command, self.path, asked)
        except (OSError, http.client.HTTPException) as error:
            return self._send(502, (), f"{type(error).__name__}\n".encode())
        dropped = {name.lower() for name in rule.drop} | {name.lower() for name in rule.headers}
        kept = tuple(pair for pair in answer.headers if pair[0].lower() not in dropped)
        body = _corrupt(answer.body) if rule.corrupt else answer.body
        return self._send(answer.status, (*kept, *rule.headers.items()), body, answer)

    def _send(
        self, status: int, headers: tuple[tuple[str, str], ...], body: bytes, from_: Answer | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        length = from_.length if from_ and self.command == "HEAD" else len(body)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def serve(configuration: Configuration) -> None:
    """Start all listeners in threads of their own."""
    for listener in configuration.listeners:
        target = _servers(configuration, listener)
        threading.Thread(target=target, daemon=True).start()


def _servers(configuration: Configuration, listener: Listener) -> Any:
    if listener.kind in ("mute", *_BLUNT):
        return _Blunt(listener.port, listener.kind).run
    tls = _context(configuration, listener) if listener.kind == "tls" else None
    return Server(listener.port, configuration.endpoints, tls).serve_forever


# By the name only the certificate is chosen: versions and client certificates are those of the listener's own endpoint.
def _context(configuration: Configuration, listener: Listener) -> ssl.SSLContext:
    contexts = {name: _tls(configuration.folder, one) for name, one in configuration.endpoints.items()}
    default = contexts[listener.endpoint or next(iter(contexts))]
    default.sni_callback = lambda secured, name, _context: _choose(secured, contexts.get(name or ""))
    return default


def _choose(secured: ssl.SSLSocket | ssl.SSLObject, context: ssl.SSLContext | None) -> None:
    if context:
        secured.context = context


_VERSIONS = {
    "legacy": (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1),
    "1.2": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "1.3": (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
}


def _tls(folder: Path, endpoint: Endpoint) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Old versions, and small keys.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(folder / f"{endpoint.certificate}.pem", folder / f"{endpoint.certificate}.key")
    if endpoint.client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder / f"{endpoint.client_ca}.pem")
    if endpoint.tls:
        context.minimum_version, context.maximum_version = _VERSIONS[endpoint.tls]
    return context


def _corrupt(body: bytes) -> bytes:
    """Other bytes of the same kind: JSON stays JSON, anything else keeps its length."""
    return body + b" " if body.startswith(b"{") else body[:-1] + bytes([body[-1] ^ 1]) if body else body


class _Blunt:
    """A port that accepts, and then either says nothing or ends the connection as soon as the client speaks."""

    def __init__(self, port: int, kind: str) -> None:
        self._socket = socket.create_server(("", port), backlog=256)
        self._kind = kind
        self._kept: list[socket.socket] = []

    def run(self) -> None:
        """Accept for ever."""
        while True:
            connection, _address = self._socket.accept()
            if self._kind in _BLUNT:
                threading.Thread(target=_BLUNT[self._kind], args=(connection,), daemon=True).start()
            else:
                self._kept.append(connection)


def _reset(connection: socket.socket) -> None:
    # Before the client speaks, a busy one may not even know yet that it is connected.
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()


def _refuse_schemes(connection: socket.socket) -> None:
    """A proxy that requires Kerberos or NTLM."""
    _read_head(connection)
    schemes = "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n"
    head = f"HTTP/1.1 407 Proxy Authentication Required\r\n{schemes}Content-Length: 0\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())
    connection.close()


def _reset_tunnel(connection: socket.socket) -> None:
    """A proxy that opens a tunnel and then looks at the name of the server in TLS."""
    _read_head(connection)
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    _reset(connection)


def _read_head(connection: socket.socket) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1) or b"\r\n\r\n"


_BLUNT = {"reset": _reset, "ntlm-proxy": _refuse_schemes, "tunnel-reset": _reset_tunnel}

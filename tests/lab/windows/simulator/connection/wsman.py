# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WS-Man endpoint: HTTPS, Basic authentication, one shell per task as Ansible opens them."""

from __future__ import annotations

import base64
import hmac
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .soap import (
    Request,
    UnknownMessageError,
    command_done,
    command_started,
    new_id,
    operation_timeout,
    shell_created,
)

# A client asks again for what has not ended by then, as it does with Windows (which waits 20 s).
RECEIVE_SECONDS = 15
CONTENT_TYPE = "application/soap+xml;charset=UTF-8"


class StillRunningError(Exception):
    """The command has not ended yet."""


@dataclass(frozen=True)
class Output:
    """What a command left: its output, its errors, its exit code."""

    out: bytes = b""
    err: bytes = b""
    code: int = 0


Run = Callable[[str, bytes], Output]
"""Runs a command line with its standard input."""


@dataclass
class _Command:
    line: str
    given: bytearray = field(default_factory=bytearray)
    begun: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    output: Output = field(default_factory=lambda: Output(err=b"the simulator failed", code=1))


class Endpoint(ThreadingHTTPServer):
    """Serves `run` to whoever knows the password."""

    daemon_threads = True

    def __init__(self, port: int, certificate: str, key: str, login: str, run: Run) -> None:
        super().__init__(("", port), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.login = login
        self._run = run
        self._commands: dict[str, _Command] = {}
        self._lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that don't trust the certificate, or go away, are no news."""
        if not isinstance(sys.exception(), (ssl.SSLError, ConnectionError)):
            super().handle_error(request, client_address)

    def answer(self, request: Request) -> bytes:
        """The answer to one message. Raises UnknownMessageError."""
        handlers: dict[str, Callable[[Request], str]] = {
            "Create": lambda _request: shell_created(new_id()),
            "Command": self._command,
            "Send": self._send,
            "Receive": self._receive,
            "Signal": lambda _request: "<rsp:SignalResponse/>",
            "Delete": lambda _request: "",
        }
        if request.operation not in handlers:
            raise UnknownMessageError(f"operation {request.operation}")
        return request.answer(handlers[request.operation](request))

    def _command(self, request: Request) -> str:
        command_id = new_id()
        with self._lock:
            self._commands[command_id] = _Command(request.command_line)
        return command_started(command_id)

    def _send(self, request: Request) -> str:
        command_id, data = request.stream()
        with self._lock:
            self._commands[command_id].given += data
        return "<rsp:SendResponse/>"

    def _receive(self, request: Request) -> str:
        command_id = request.desired_command()
        with self._lock:
            command = self._commands[command_id]
            begin = not command.begun
            command.begun = True
        if begin:
            threading.Thread(target=self._work, args=(command,), daemon=True).start()
        if not command.ended.wait(RECEIVE_SECONDS):
            raise StillRunningError
        with self._lock:
            del self._commands[command_id]
        output = command.output
        return command_done(command_id, (("stdout", output.out), ("stderr", output.err)), output.code)

    def _work(self, command: _Command) -> None:
        try:
            command.output = self._run(command.line, bytes(command.given))
        finally:
            command.ended.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_known():
            self._reply(401, b"", {"WWW-Authenticate": 'Basic realm="WSMAN"'})
            return
        try:
            request = Request.parse(body)
            self._answer(request)
        except (UnknownMessageError, KeyError) as error:
            self._reply(500, str(error).encode(), {"Content-Type": "text/plain"})

    def _answer(self, request: Request) -> None:
        try:
            self._reply(200, self.server.answer(request), {"Content-Type": CONTENT_TYPE})
        except StillRunningError:
            self._reply(500, request.answer(operation_timeout()), {"Content-Type": CONTENT_TYPE})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """No line per request: the event log of the simulated node says what was run."""

    def _is_known(self) -> bool:
        expected = "Basic " + base64.b64encode(self.server.login.encode()).decode()
        return hmac.compare_digest(self.headers.get("Authorization", "").encode(), expected.encode())

    def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

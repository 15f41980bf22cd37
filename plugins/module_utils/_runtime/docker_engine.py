# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one seam to the Docker Engine: HTTP over its unix socket.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
import typing as t


class EngineError(Exception):
    """The engine answered a request with an error: HTTP status and its own message."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class DockerEngine(t.Protocol):
    """The Docker Engine API, unversioned (the engine's newest)."""

    def lines(
        self, method: str, path: str, seconds: float, headers: t.Optional[t.Mapping[str, str]] = None
    ) -> t.Iterator[str]:
        """The lines of the answer as they come; EngineError for a status of 400 and more, OSError (TimeoutError when
        `seconds` are over) if the engine can't be reached or falls silent.
        """


class UnixSocketEngine:
    """`DockerEngine` at a socket path. Leaving the iteration early closes the connection, which ends a running pull."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path

    def lines(
        self, method: str, path: str, seconds: float, headers: t.Optional[t.Mapping[str, str]] = None
    ) -> t.Iterator[str]:
        deadline = time.monotonic() + seconds
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
            stream.settimeout(seconds)
            stream.connect(self._socket_path)
            response = _send(stream, method, path, headers or {})
            if response.status >= 400:
                raise EngineError(response.status, _message(response.read()))
            yield from _lines_until(deadline, stream, response)


def _send(stream: socket.socket, method: str, path: str, headers: t.Mapping[str, str]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("docker")
    connection.sock = stream
    connection.request(method, path, headers=dict(headers))
    with _as_os_error():
        return connection.getresponse()


def _lines_until(deadline: float, stream: socket.socket, response: http.client.HTTPResponse) -> t.Iterator[str]:
    while True:
        stream.settimeout(max(deadline - time.monotonic(), 0.001))
        with _as_os_error():
            line = response.readline()
        if not line:
            return
        yield line.decode("utf-8", "replace")


@contextlib.contextmanager
def _as_os_error() -> t.Iterator[None]:
    """In Python 3.9 `socket.timeout` is not a TimeoutError. An incomplete answer is not an OSError."""
    try:
        yield
    except socket.timeout as error:
        raise TimeoutError("the engine did not finish in time") from error
    except http.client.HTTPException as error:
        raise ConnectionError(f"the engine broke off its answer ({type(error).__name__})") from error


def _message(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text

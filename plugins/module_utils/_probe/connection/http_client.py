# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 over a stream: one request, one answer, nothing cached, nothing followed.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import time
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Stream

USER_AGENT = "pullproof-probe"
_PROXY_SCHEMES = "proxy-authenticate"
_PIECE = 1 << 16
_LARGEST_ERROR = 1 << 16
# Of headers, and of the marks between the pieces of a body.
_MOST_BESIDE_BODY = 1 << 20


@dataclass(frozen=True)
class HttpRequest:
    """`target` is the target in the request line, `host` the Host header. A `body` is a form."""

    method: str
    target: str
    host: str
    headers: t.Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class HttpResponse:
    """Status, headers by lower-case name (the last of each), all WWW-Authenticate headers, and the requested part of
    the body. `reusable`: the connection can take another request.
    """

    status: int
    reason: str
    headers: t.Mapping[str, str]
    challenges: t.Sequence[str] = ()
    body: bytes = b""
    reusable: bool = False

    @property
    def content_type(self) -> str:
        """Without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class NoHttpError(OSError):
    """The answer is not HTTP; `start` are its first bytes."""

    def __init__(self, start: bytes) -> None:
        self.start = start
        super().__init__(f"not an HTTP answer: {start[:40]!r}" if start else "closed without an answer")


class _Reader(io.RawIOBase):
    """The reading side of a stream for `http.client`. It keeps the first bytes, and limits how much a server can send:
    `http.client` reads a chunk with a negative size until the end.
    """

    def __init__(self, stream: Stream, deadline: float, most: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._left = most
        self.start = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int:
        data = self._stream.read(min(len(buffer), _PIECE), self._deadline)
        self._left -= len(data)
        if self._left < 0:
            raise ConnectionResetError("the server sends far more than was requested")
        if len(self.start) < 40:
            self.start += data[:40]
        buffer[: len(data)] = data
        return len(data)

    def makefile(self, *_mode: str) -> io.BufferedReader:
        """The method of a socket that `http.client` calls."""
        return io.BufferedReader(self)


def exchange(stream: Stream, request: HttpRequest, seconds: float, limit: int) -> HttpResponse:
    """Send a request and read the answer with at most `limit` bytes of its body. Errors are read further.

    Raises NoHttpError, TimeoutError and other OSErrors.
    """
    deadline = time.monotonic() + seconds
    stream.write(_head(request) + request.body, deadline)
    reader = _Reader(stream, deadline, 2 * max(limit, _LARGEST_ERROR) + _MOST_BESIDE_BODY)
    response = http.client.HTTPResponse(t.cast(t.Any, reader), method=request.method)
    try:
        with contextlib.closing(response):
            response.begin()
            limit = max(limit, _LARGEST_ERROR) if response.status >= 400 else limit
            body = _read(response, limit) if request.method != "HEAD" else b""
            is_read = response.isclosed() or request.method == "HEAD" or response.length == 0
    except http.client.IncompleteRead as error:
        raise ConnectionResetError(f"the connection broke after {len(error.partial)} bytes") from None
    except (http.client.HTTPException, ValueError):
        raise NoHttpError(reader.start) from None
    headers = _headers(response)
    challenges = tuple(response.headers.get_all("www-authenticate") or ())
    return HttpResponse(
        response.status, response.reason, headers, challenges, body, is_read and not response.will_close
    )


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    """Read in pieces: Python up to 3.9 allocates as much memory as is requested."""
    body = b""
    while len(body) < limit:
        piece = response.read(min(_PIECE, limit - len(body)))
        if not piece:
            break
        body += piece
    if response.length and len(body) < limit:
        raise ConnectionResetError(f"the connection broke after {len(body)} bytes")
    return body


def connect_tunnel(stream: Stream, host: str, headers: t.Mapping[str, str], seconds: float) -> HttpResponse:
    """Request a tunnel to `host` (with its port) from a proxy. The stream is the tunnel if the status is 200.

    Raises like `exchange`.
    """
    deadline = time.monotonic() + seconds
    stream.write(_head(HttpRequest("CONNECT", host, host, headers)), deadline)
    head = b""
    # Byte by byte: what comes after the head belongs to the tunnel.
    while not head.endswith((b"\r\n\r\n", b"\n\n")) and len(head) < 65536:
        data = stream.read(1, deadline)
        if not data or not b"HTTP/".startswith((head + data)[:5]):
            raise NoHttpError(head + data)
        head += data
    parsed = http.client.HTTPResponse(t.cast(t.Any, _Bytes(head)), method="CONNECT")
    try:
        parsed.begin()
    except http.client.HTTPException:
        raise NoHttpError(head) from None
    return HttpResponse(parsed.status, parsed.reason, _headers(parsed))


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """The last of each header; of the schemes of a proxy, all of them."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    if _PROXY_SCHEMES in headers:
        headers[_PROXY_SCHEMES] = ", ".join(response.headers.get_all(_PROXY_SCHEMES, ()))
    return headers


class _Bytes:
    """A read head in the place of a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _head(request: HttpRequest) -> bytes:
    headers = {"Host": request.host, "User-Agent": USER_AGENT, **request.headers}
    if request.method == "POST":
        headers["Content-Length"] = str(len(request.body))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    # A line break in a value would be another header.
    return "".join(f"{line.translate(_NO_BREAKS)}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")


_NO_BREAKS = dict.fromkeys((*range(32), 127))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and one answer over a stream, whatever the server sends."""

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import (
    HttpRequest,
    HttpResponse,
    NoHttpError,
    connect_tunnel,
    exchange,
)


class Canned:
    """A stream that says its pieces and notes what is written to it."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.written = b""

    def read(self, size: int, deadline: float) -> bytes:
        piece = self.pieces.pop(0) if self.pieces else b""
        if len(piece) > size:
            self.pieces.insert(0, piece[size:])
        return piece[:size]

    def write(self, data: bytes, deadline: float) -> None:
        self.written += data

    def close(self) -> None:
        """Nothing to close."""


def asked(*pieces: bytes, method: str = "GET", limit: int = 100) -> HttpResponse:
    return exchange(Canned(*pieces), HttpRequest(method, "/v2/", "h:5000"), 1, limit)


def test_what_is_sent() -> None:
    stream = Canned(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    exchange(stream, HttpRequest("POST", "/t?a=b", "h:5000", {"Accept": "*/*"}, b"x=1"), 1, 0)
    head, _blank, body = stream.written.partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /t?a=b HTTP/1.1"
    assert b"Host: h:5000" in head and b"Content-Length: 3" in head and b"Accept: */*" in head
    assert body == b"x=1"


def test_a_line_break_makes_no_header_of_its_own() -> None:
    stream = Canned(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    exchange(stream, HttpRequest("GET", "/a\r\nX-Evil: 1", "h", {"Authorization": "Basic x\r\nX-Evil: 2"}), 1, 0)
    assert b"\r\nX-Evil" not in stream.written


def test_an_answer_in_pieces_and_in_chunks() -> None:
    answer = asked(
        b"HTTP/1.1 200 OK\r\nTransfer-Enc",
        b"oding: chunked\r\nWWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer realm=x\r\n\r\n5\r\nhel",
        b"lo\r\n0\r\n\r\n",
    )
    assert (answer.status, answer.body, answer.reusable) == (200, b"hello", True)
    assert answer.challenges == ("Basic", "Bearer realm=x")


def test_a_body_is_read_no_further_than_wanted() -> None:
    answer = asked(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000, limit=10)
    assert (answer.body, answer.reusable) == (b"x" * 10, False)


@pytest.mark.parametrize(
    ("head", "reusable"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
    ],
)
def test_whether_the_connection_can_be_used_again(head: bytes, reusable: bool) -> None:
    assert asked(head).reusable is reusable


def test_head_has_no_body_whatever_its_length_says() -> None:
    answer = asked(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", method="HEAD")
    assert (answer.body, answer.reusable) == (b"", True)


@pytest.mark.parametrize(
    "said",
    [b"", b"SSH-2.0\r\n", b"\x15\x03\x01\x00\x02", b"HTTP/1.1 abc\r\n\r\n", b"<html>", b"HTTP/9.9 200\r\n"],
)
def test_what_is_no_http(said: bytes) -> None:
    with pytest.raises(NoHttpError) as raised:
        asked(said)
    assert raised.value.start == said


def test_an_answer_that_breaks_off() -> None:
    with pytest.raises(ConnectionResetError, match="broke after 3 bytes"):
        asked(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    with pytest.raises(ConnectionResetError):
        asked(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")


def test_endless_headers_are_given_up() -> None:
    with pytest.raises(NoHttpError):
        asked(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n")


def test_a_tunnel_takes_nothing_of_what_follows() -> None:
    stream = Canned(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n\x16\x03\x03")
    answer = connect_tunnel(stream, "h:443", {"Proxy-Authorization": "Basic x"}, 1)
    assert (answer.status, stream.read(10, 0)) == (200, b"\x16\x03\x03")
    assert stream.written.startswith(b"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n")


@pytest.mark.parametrize("said", [b"", b"SSH-2.0", b"HTTP/1.1 nothing\r\n\r\n"])
def test_what_is_no_tunnel(said: bytes) -> None:
    with pytest.raises(NoHttpError):
        connect_tunnel(Canned(said), "h:443", {}, 1)


@pytest.mark.parametrize("size", [b"-1", b"-2", b"ffffffffffff"])
def test_a_server_can_not_make_the_node_read_without_end(size: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    stream = Canned(head + size + b"\r\n", *[b"x" * 65536] * 100)
    with contextlib.suppress(OSError):
        exchange(stream, HttpRequest("GET", "/v2/", "h:5000"), 1, 100)
    assert len(stream.pieces) > 80

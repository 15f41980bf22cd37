# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seam to the Docker Engine, against a server on a real unix socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import (
    EngineError,
    UnixSocketEngine,
)

Serve = Callable[[socket.socket, bytes], None]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(text: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(text), text)


@contextmanager
def engine(folder: Path, serve: Serve) -> Iterator[tuple[UnixSocketEngine, list[bytes]]]:
    """An engine whose server answers one connection with `serve`; the list holds what it was asked."""
    path = folder / "engine.sock"
    asked: list[bytes] = []

    def answer() -> None:
        with listener.accept()[0] as connection:
            asked.append(connection.recv(65536))
            serve(connection, asked[0])

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        server = threading.Thread(target=answer)
        server.start()
        yield UnixSocketEngine(str(path)), asked
        server.join()


def test_a_streamed_answer_comes_line_by_line_and_headers_are_sent(tmp_path: Path) -> None:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(CHUNKED + chunk(b'{"a": 1}\r\n{"b"') + chunk(b": 2}\r\n") + b"0\r\n\r\n")

    with engine(tmp_path, serve) as (docker, asked):
        lines = list(docker.lines("POST", "/images/create?x=1", 5, {"X-Registry-Auth": "abc"}))
    assert [line.strip() for line in lines] == ['{"a": 1}', '{"b": 2}']
    assert asked[0].startswith(b"POST /images/create?x=1 HTTP/1.1\r\n")
    assert b"X-Registry-Auth: abc\r\n" in asked[0]


def test_an_error_status_becomes_an_error_with_the_engines_message(tmp_path: Path) -> None:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        body = b'{"message": "manifest unknown"}\n'
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with engine(tmp_path, serve) as (docker, _asked), pytest.raises(EngineError, match=r"^manifest unknown$") as caught:
        list(docker.lines("POST", "/images/create", 5))
    assert caught.value.status == 404


def test_a_stream_that_goes_on_and_on_ends_at_the_limit(tmp_path: Path) -> None:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(CHUNKED)
        try:
            for _tick in range(3000):
                connection.sendall(chunk(b'{"status": "Downloading"}\n'))
                time.sleep(0.02)
        except BrokenPipeError:
            return

    started = time.monotonic()
    with engine(tmp_path, serve) as (docker, _asked), pytest.raises(TimeoutError):
        list(docker.lines("POST", "/images/create", 0.3))
    assert time.monotonic() - started < 30


def test_an_engine_that_never_answers_is_given_up(tmp_path: Path) -> None:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.recv(1)

    with engine(tmp_path, serve) as (docker, _asked), pytest.raises(TimeoutError):
        list(docker.lines("GET", "/info", 0.2))


def test_an_answer_that_breaks_off_is_an_os_error(tmp_path: Path) -> None:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(CHUNKED + b"ff\r\nhalf a chunk")

    with engine(tmp_path, serve) as (docker, _asked), pytest.raises(OSError, match="broke off"):
        list(docker.lines("GET", "/info", 5))


def test_a_socket_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(UnixSocketEngine(str(tmp_path / "none.sock")).lines("GET", "/info", 5))

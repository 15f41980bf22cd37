# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chain of a server that speaks nothing but TLS 1.3, by the machine's own openssl over the probe's connection."""

from __future__ import annotations

import base64
import contextlib
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.openssl import openssl_chain
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import SocketNetwork, Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import unverified
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_stream import TlsStream
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.model import pki
from tests.servers.programs import DeclaredCommands, RealPrograms
from tests.servers.raw import raw_server, silent_server
from tests.servers.registry import Registry
from tests.servers.web import server_context, web_server

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is what is tried")

NAME = "r.example"
INTERMEDIATE = pki.new_intermediate(pki.new_root("root"), "intermediate")
PAIR = pki.new_server(INTERMEDIATE, pki.regular(NAME))
CHAIN = [base64.b64encode(one.certificate.public_bytes(Encoding.DER)).decode() for one in (PAIR, INTERMEDIATE)]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; nothing of them may stay."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def dialer(port: int) -> Callable[[], Stream]:
    def dial() -> Stream:
        network = SocketNetwork()
        stream = network.connect(network.addresses("127.0.0.1", port), 2).stream
        assert stream is not None
        return stream

    return dial


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(16384):
            target.sendall(data)


@contextmanager
def tls_1_3(folder: Path, names: list[str] | None = None) -> Iterator[int]:
    """A server that speaks nothing older; ``names`` gets the names that it is asked for."""
    context = server_context(folder, PAIR, version=ssl.TLSVersion.TLSv1_3)
    if names is not None:
        context.sni_callback = lambda _tls, name, _context: names.append(name)
    with web_server(Registry(), context) as web:
        yield web.port


def shown(port: int, host: str = NAME, seconds: float = 5) -> list[str]:
    return openssl_chain(RealPrograms(), dialer(port), host, time.monotonic() + seconds)


def test_the_chain_is_as_it_was_sent(tmp_path: Path) -> None:
    names: list[str] = []
    with tls_1_3(tmp_path, names) as port:
        assert shown(port) == CHAIN
    assert names == [NAME]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_an_address_is_not_asked_for_as_a_name(tmp_path: Path, address: str) -> None:
    names: list[str] = []
    with tls_1_3(tmp_path, names) as port:
        assert shown(port, address) == CHAIN
    assert names == [None]


def test_no_address_and_no_proxy_is_an_argument(tmp_path: Path) -> None:
    programs = RealPrograms()
    with tls_1_3(tmp_path) as port:
        openssl_chain(programs, dialer(port), NAME, time.monotonic() + 5)
    ((*_program, path, option, name, last),) = programs.ran
    assert (option, name, last) == ("-servername", NAME, "-showcerts")
    assert Path(path).name == "tls"


def test_the_socket_is_for_the_own_user_alone(tmp_path: Path) -> None:
    modes: list[int] = []

    def note_mode(argv: Sequence[str]) -> None:
        modes.append(Path(argv[3]).parent.stat().st_mode & 0o777)

    with tls_1_3(tmp_path) as port:
        openssl_chain(RealPrograms(before=note_mode), dialer(port), NAME, time.monotonic() + 5)
    assert modes == [0o700]


def test_a_connection_that_is_tls_itself_carries_it_too(tmp_path: Path) -> None:
    """As through a proxy that is reached by https."""
    context = server_context(tmp_path, PAIR)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as outer, socket.create_connection(inner) as server:
            back = threading.Thread(target=pump, args=(server, outer), daemon=True)
            back.start()
            pump(outer, server)
            back.join(5)

    def dial() -> Stream:
        trusting_all = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified(trusting_all)
        outer = TlsStream(dialer(port)(), trusting_all, NAME)
        outer.handshake(time.monotonic() + 5)
        return outer

    with tls_1_3(tmp_path) as inner_port, raw_server(serve) as port:
        inner = ("127.0.0.1", inner_port)
        assert openssl_chain(RealPrograms(), dial, NAME, time.monotonic() + 5) == CHAIN


def test_without_the_program_there_is_nothing_and_nobody_is_asked() -> None:
    def dial() -> Stream:
        raise AssertionError("nobody is to be connected to")

    assert openssl_chain(DeclaredCommands(), dial, NAME, time.monotonic() + 5) == []


def test_without_time_it_is_not_begun(tmp_path: Path) -> None:
    with tls_1_3(tmp_path) as port:
        assert shown(port, seconds=0.5) == []


def test_a_server_that_is_gone_by_now_is_no_fault() -> None:
    def dial() -> Stream:
        raise ConnectionRefusedError

    assert openssl_chain(RealPrograms(), dial, NAME, time.monotonic() + 5) == []


def test_a_server_that_falls_silent_costs_no_more_than_the_time_it_has() -> None:
    started = time.monotonic()
    with silent_server() as port:
        assert shown(port, seconds=1.5) == []
    assert time.monotonic() - started < 30


def test_of_a_server_that_never_ends_no_more_is_read_than_certificates_need(tmp_path: Path) -> None:
    context = server_context(tmp_path, PAIR, version=ssl.TLSVersion.TLSv1_3)

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as tls:
            while True:
                tls.sendall(b"x" * 16384)

    started = time.monotonic()
    with raw_server(serve) as port:
        never_ending = RealPrograms("-ign_eof", "-nocommands")
        assert openssl_chain(never_ending, dialer(port), NAME, time.monotonic() + 60) == CHAIN
    assert 100_000 < len(never_ending.said[0]) < 300_000
    assert time.monotonic() - started < 50

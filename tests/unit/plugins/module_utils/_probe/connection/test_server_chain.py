# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that a server sends, by Python's own function and without it, and by the machine's openssl."""

from __future__ import annotations

import base64
import shutil
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection import server_chain
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.server_chain import (
    Redial,
    SentChain,
    chain_of,
    handshake_messages,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import SocketNetwork, Stream
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.model import pki
from tests.servers.programs import DeclaredCommands, RealPrograms
from tests.servers.registry import Registry
from tests.servers.web import server_context, web_server

INTERMEDIATE = pki.new_intermediate(pki.new_root("root"), "intermediate")
PAIR = pki.new_server(INTERMEDIATE, pki.regular("r.example"))
LEAF, SECOND = (base64.b64encode(one.certificate.public_bytes(Encoding.DER)).decode() for one in (PAIR, INTERMEDIATE))


@pytest.fixture(params=["by Python 3.10 and later", "by Python 3.9"])
def python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What Python 3.9 does not have is taken away."""
    if request.param == "by Python 3.9":
        monkeypatch.setattr(server_chain, "_SHOWS_CHAINS", False)
        monkeypatch.setattr(server_chain, "_whole_chain", lambda _tls: [])
    name: str = request.param
    return name


def chain(folder: Path, version: ssl.TLSVersion | None, programs: Any = None) -> SentChain:
    context = server_context(folder, PAIR, version=version)
    with web_server(Registry(), context) as web:

        def dial() -> Stream:
            network = SocketNetwork()
            stream = network.connect(network.addresses("127.0.0.1", web.port), 2).stream
            assert stream is not None
            return stream

        return chain_of(Redial(dial, programs), "r.example", time.monotonic() + 5)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, None])
def test_the_chain_comes_whole_and_leaf_first(tmp_path: Path, python: str, version: ssl.TLSVersion | None) -> None:
    assert chain(tmp_path, version) == SentChain([LEAF, SECOND], is_whole=True), python


def test_a_server_with_nothing_but_tls_1_3_shows_old_pythons_its_leaf(tmp_path: Path, python: str) -> None:
    of_old, of_new = SentChain([LEAF], is_whole=False), SentChain([LEAF, SECOND], is_whole=True)
    expected = of_old if python == "by Python 3.9" else of_new
    assert chain(tmp_path, ssl.TLSVersion.TLSv1_3) == expected
    assert chain(tmp_path, ssl.TLSVersion.TLSv1_3, DeclaredCommands()) == expected


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is what shows the chain")
def test_what_old_pythons_do_not_see_openssl_shows(tmp_path: Path, python: str) -> None:
    programs = RealPrograms()
    assert chain(tmp_path, ssl.TLSVersion.TLSv1_3, programs) == SentChain([LEAF, SECOND], is_whole=True)
    assert [argv[0] for argv in programs.ran] == (["openssl"] if python == "by Python 3.9" else [])


@pytest.mark.parametrize(
    "seen", [b"", b"\x16\x03\x03\x00\x05\x0b", b"\x15\x03\x03\x00\x02\x02\x28", b"HTTP/1.1 200 OK"]
)
def test_what_is_no_handshake_has_no_messages(seen: bytes) -> None:
    assert list(handshake_messages(seen)) == []


def test_a_message_may_span_several_records() -> None:
    records = b"\x16\x03\x03\x00\x03\x0d\x00\x00" + b"\x16\x03\x03\x00\x03\x02ab"
    assert list(handshake_messages(records)) == [(13, b"ab")]

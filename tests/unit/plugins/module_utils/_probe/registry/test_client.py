# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections are kept, and what is temporary is tried again; nothing else is."""

from __future__ import annotations

import socket

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dialer import Dialer, Limits
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import client_context
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Trust
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import Client, bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError, Secrets, StageRecorder

from tests.servers.raw import NamedNetwork, raw_server
from tests.servers.web import Reply, web_server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def client(retries: int = 0) -> Client:
    def context() -> object:
        return client_context(Trust(system_roots=False), {})

    limits = Limits(0.3, 1, retries)
    dialer = Dialer(NamedNetwork(), limits, GoProxy.from_environment({}), context)  # type: ignore[arg-type]
    return Client(dialer, Secrets())


def test_one_connection_serves_many_requests() -> None:
    connections: list[int] = []

    def serve(connection: socket.socket) -> None:
        connections.append(1)
        while connection.recv(65536):
            connection.sendall(OK)

    with raw_server(serve) as port:
        one = client()
        one.open(f"http://127.0.0.1:{port}", StageRecorder(Secrets()))
        assert [one.send("GET", f"http://127.0.0.1:{port}/").status for _ in range(3)] == [200] * 3
        one.close()
    assert len(connections) == 1


def test_a_kept_connection_that_the_server_closed_is_replaced() -> None:
    connections: list[int] = []

    def serve(connection: socket.socket) -> None:
        connections.append(1)
        connection.recv(65536)
        connection.sendall(OK)

    with raw_server(serve) as port:
        one = client()
        assert [one.send("GET", f"http://127.0.0.1:{port}/").status for _ in range(3)] == [200] * 3
        one.close()
    assert len(connections) == 3


@pytest.mark.parametrize(
    ("reply", "tries"),
    [
        (Reply(503), 2),
        (Reply(429, headers={"Retry-After": "0"}), 2),
        (Reply(429, headers={"Retry-After": "600"}), 1),
        (Reply(429, headers={"Retry-After": "\u00b2"}), 1),
        (Reply(429), 1),
        (Reply(404), 1),
        (Reply(401), 1),
        (Reply(200), 1),
    ],
)
def test_what_is_tried_again(reply: Reply, tries: int) -> None:
    with web_server(lambda _asked: reply) as web:
        one = client(retries=1)
        assert one.send("GET", f"http://127.0.0.1:{web.port}/").status == reply.status
        one.close()
    assert len(web.asked) == tries


def test_a_connection_that_breaks_is_tried_again_and_then_a_fault() -> None:
    connections: list[int] = []

    def serve(connection: socket.socket) -> None:
        connections.append(1)
        connection.recv(65536)

    with raw_server(serve) as port, pytest.raises(ProbeError) as raised:
        client(retries=2).send("GET", f"http://127.0.0.1:{port}/")
    assert (raised.value.fault, len(connections)) == ("server_error", 3)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@h:1/a?sig=x#y", "https://h:1/a"),
        ("https://h/a", "https://h/a"),
        ("http://[bad", "an invalid URL"),
    ],
)
def test_people_are_shown_urls_without_secrets(url: str, shown: str) -> None:
    assert bare(url) == shown


def test_headers_of_the_endpoint_are_sent_to_its_host_and_to_no_other() -> None:
    received: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        received.append(connection.recv(65536))
        connection.sendall(OK)

    with raw_server(serve) as own, raw_server(serve) as other:
        dialer = client()._dialer
        one = Client(dialer, Secrets(), f"127.0.0.1:{own}", {"X-Key": "s3cret", "Accept": "a"})
        one.send("GET", f"http://127.0.0.1:{own}/", {"Accept": "b"})
        one.send("GET", f"http://127.0.0.1:{other}/")
        one.close()
    assert b"X-Key: s3cret\r\n" in received[0]
    assert b"Accept: b\r\n" in received[0]
    assert b"s3cret" not in received[1]

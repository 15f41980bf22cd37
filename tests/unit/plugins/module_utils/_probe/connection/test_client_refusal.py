# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TLS 1.3 server refuses a missing client certificate after the handshake, in each order of events.

Events force the order: the server refuses before the client sends its request, or after that.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import (
    Address,
    Connected,
    SocketStream,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage, Trust
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

from tests.lab.model import pki
from tests.servers.probing import fault_at
from tests.servers.raw import NamedNetwork, raw_server
from tests.servers.web import server_context

NAME = "r.example"
ROOT = pki.new_root("root")
SERVER = pki.new_server(ROOT, pki.regular(NAME))
TRUST = Trust(ca_text=pki.pem(ROOT.certificate).decode(), system_roots=False)
SECONDS = 10
# ClientHello, then the end of the handshake: the request is the third.
HANDSHAKE_WRITES = 2


@dataclass
class Order:
    """What has happened so far; either side waits for the other."""

    refused: threading.Event = field(default_factory=threading.Event)
    requested: threading.Event = field(default_factory=threading.Event)


@dataclass
class OrderedStream:
    """The client's connection; ``sees_refusal`` holds the request back until the refusal has arrived."""

    connection: socket.socket
    order: Order
    sees_refusal: bool
    writes: int = 0

    def read(self, size: int, deadline: float) -> bytes:
        return SocketStream(self.connection).read(size, deadline)

    def write(self, data: bytes, deadline: float) -> None:
        self.writes += 1
        if self.writes <= HANDSHAKE_WRITES:
            SocketStream(self.connection).write(data, deadline)
            return
        if self.sees_refusal:
            assert self.order.refused.wait(SECONDS)
            arrived = select.poll()
            arrived.register(self.connection, select.POLLHUP)
            assert arrived.poll(SECONDS * 1000)
        try:
            SocketStream(self.connection).write(data, deadline)
        finally:
            self.order.requested.set()

    def close(self) -> None:
        self.connection.close()


@dataclass
class OrderedNetwork(NamedNetwork):
    """The loopback network with such connections."""

    order: Order = field(default_factory=Order)
    sees_refusal: bool = False

    def connect(self, addresses: Sequence[Address], _seconds: float) -> Connected:
        (address,) = addresses
        connection = socket.create_connection(address.sockaddr)
        return Connected(OrderedStream(connection, self.order, self.sees_refusal), {str(address): ""})


Refuse = Callable[[socket.socket, bytes, Order], None]


def alert_after_the_request(connection: socket.socket, alert: bytes, order: Order) -> None:
    order.requested.wait(SECONDS)
    connection.sendall(alert)
    drained(connection)


def end_after_the_request(connection: socket.socket, _alert: bytes, order: Order) -> None:
    order.requested.wait(SECONDS)
    connection.shutdown(socket.SHUT_WR)
    drained(connection)


def reset_after_the_request(connection: socket.socket, _alert: bytes, order: Order) -> None:
    order.requested.wait(SECONDS)
    reset(connection)


def reset_before_the_request(connection: socket.socket, _alert: bytes, order: Order) -> None:
    reset(connection)
    order.refused.set()


def end_and_reset_before_the_request(connection: socket.socket, _alert: bytes, order: Order) -> None:
    connection.shutdown(socket.SHUT_WR)
    reset_before_the_request(connection, b"", order)


def alert_and_reset_before_the_request(connection: socket.socket, alert: bytes, order: Order) -> None:
    connection.sendall(alert)
    reset_before_the_request(connection, b"", order)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drained(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


@pytest.fixture(name="context")
def _context(tmp_path: Path) -> ssl.SSLContext:
    context = server_context(tmp_path, SERVER, version=ssl.TLSVersion.TLSv1_3)
    context.load_verify_locations(cadata=pki.pem(ROOT.certificate).decode())
    return context


def refusal(connection: socket.socket, context: ssl.SSLContext) -> bytes:
    """What the server has to say to the last message of the client's handshake: an alert, or tickets."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            incoming.write(connection.recv(65536))
        except ssl.SSLError:
            return outgoing.read()
        else:
            return outgoing.read()


def fault_with(context: ssl.SSLContext, refuse: Refuse, sees_refusal: bool) -> Stage:
    order = Order()

    def serve(connection: socket.socket) -> None:
        refuse(connection, refusal(connection, context), order)

    with raw_server(serve) as port:
        network = OrderedNetwork({NAME: ["127.0.0.1"]}, order=order, sees_refusal=sees_refusal)
        return fault_at(f"https://{NAME}:{port}/v2", network, {"seconds": SECONDS}, trust=TRUST)


FORMS: list[tuple[Refuse, bool, str]] = [
    (alert_after_the_request, False, "ALERT_CERTIFICATE_REQUIRED"),
    (end_after_the_request, False, "it closes the connection"),
    (reset_after_the_request, False, "Connection reset by peer"),
    (reset_before_the_request, True, "Connection reset by peer"),
    (end_and_reset_before_the_request, True, "Broken pipe"),
    (alert_and_reset_before_the_request, True, "ALERT_CERTIFICATE_REQUIRED"),
]


@pytest.mark.parametrize(("refuse", "sees_refusal", "words"), FORMS)
def test_every_form_of_the_refusal_is_known(
    context: ssl.SSLContext, refuse: Refuse, sees_refusal: bool, words: str
) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    fault = fault_with(context, refuse, sees_refusal)
    assert (fault.name, fault.fault) == ("tls", "tls_client_cert")
    assert words in fault.observed


@pytest.mark.parametrize("refuse", [end_after_the_request, reset_after_the_request])
def test_a_server_that_requests_no_certificate_refuses_none(context: ssl.SSLContext, refuse: Refuse) -> None:
    fault = fault_with(context, refuse, sees_refusal=False)
    assert (fault.name, fault.fault) == ("v2", "server_error")


def test_a_server_that_sends_data_has_accepted_the_client(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_OPTIONAL

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(65536)
            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")

    with raw_server(serve) as port:
        fault = fault_at(f"https://{NAME}:{port}/v2", NamedNetwork({NAME: ["127.0.0.1"]}), trust=TRUST)
    assert (fault.name, fault.fault) == ("v2", "server_error")


def test_a_proxy_that_refuses_the_client_after_the_handshake_is_named(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    order = Order()

    def serve(connection: socket.socket) -> None:
        end_after_the_request(connection, refusal(connection, context), order)

    with raw_server(serve) as port:
        network = OrderedNetwork({NAME: ["127.0.0.1"]}, order=order)
        environment = Environment(variables={"HTTPS_PROXY": f"https://{NAME}:{port}"})
        fault = fault_at("https://registry.example/v2", network, trust=TRUST, environment=environment)
    assert (fault.name, fault.fault) == ("proxy", "tls_client_cert")

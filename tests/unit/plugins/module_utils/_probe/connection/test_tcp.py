# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections: refused, swallowed, without a way, and one good address among dead ones."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Address, Connected
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tcp import connect
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

from tests.servers.raw import NamedNetwork, answers, raw_server, refused_port, swallowing_server


def addresses(port: int, *hosts: str) -> list[Address]:
    return NamedNetwork({"r": hosts or ("127.0.0.1",)}).addresses("r", port)


def fault(port: int, *hosts: str) -> ProbeError:
    with pytest.raises(ProbeError) as raised:
        connect(NamedNetwork(), addresses(port, *hosts), port, 0.3)
    return raised.value


class Answering(NamedNetwork):
    """Every address gives its own error."""

    def __init__(self, *errors: str) -> None:
        super().__init__()
        self.errors = errors

    def connect(self, addresses: Sequence[Address], seconds: float) -> Connected:
        return Connected(None, {f"address {number}": error for number, error in enumerate(self.errors)})


def test_a_port_without_a_listener_refuses() -> None:
    port = refused_port()
    found = fault(port)
    assert (found.fault, found.facts["addresses"]) == ("connect_refused", {"127.0.0.1": "connect_refused"})
    assert found.observed == f"port {port}: 127.0.0.1 refused"


def test_swallowed_packets_cost_the_limit_and_no_more() -> None:
    with swallowing_server() as port:
        started = time.monotonic()
        found = fault(port)
        assert 0.2 < time.monotonic() - started < 30
    assert found.fault == "connect_timeout"
    assert found.observed == f"port {port}: 127.0.0.1 no answer within 0.3 s"


@pytest.mark.parametrize(
    ("errors", "name"),
    [
        (("ENETUNREACH",), "no_route"),
        (("EHOSTUNREACH",), "no_route"),
        (("ENETUNREACH", "ETIMEDOUT"), "connect_timeout"),
        (("ENETUNREACH", "ECONNREFUSED"), "connect_refused"),
    ],
)
def test_no_way_counts_only_where_no_address_has_one(errors: Sequence[str], name: str) -> None:
    with pytest.raises(ProbeError) as raised:
        connect(Answering(*errors), [], 1, 0.3)
    assert raised.value.fault == name


def test_a_dead_first_address_is_no_fault_and_is_told() -> None:
    with raw_server(answers(b"")) as port, swallowing_server("127.0.0.2", port):
        started = time.monotonic()
        stream, outcome = connect(NamedNetwork(), addresses(port, "127.0.0.2", "127.0.0.1"), port, 60)
        stream.close()
        assert time.monotonic() - started < 30
    assert outcome.facts["addresses"] == {"127.0.0.1": "", "127.0.0.2": "connect_timeout"}
    assert "127.0.0.1 connected" in outcome.observed


def test_a_stream_keeps_to_its_deadline() -> None:
    with swallowing_server() as port, raw_server(lambda _connection: time.sleep(1)) as other:
        assert port != other
        stream, _outcome = connect(NamedNetwork(), addresses(other), other, 1)
        with pytest.raises(TimeoutError):
            stream.read(1, time.monotonic() + 0.1)
        with pytest.raises(TimeoutError):
            stream.write(b"x", time.monotonic() - 1)
        stream.close()

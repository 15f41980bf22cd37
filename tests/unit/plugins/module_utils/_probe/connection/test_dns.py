# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are there, that are not, and name servers that say nothing."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dns import resolve
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Address
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

from tests.servers.raw import NamedNetwork


class Failing(NamedNetwork):
    """Every lookup fails in the same way."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def addresses(self, host: str, port: int) -> list[Address]:
        raise self.error


def test_all_addresses_of_a_name_are_told() -> None:
    network = NamedNetwork({"r.example": ["127.0.0.2", "127.0.0.3"]})
    addresses, outcome = resolve(network, "r.example", 5000, 1)
    assert [str(address) for address in addresses] == ["127.0.0.2", "127.0.0.3"]
    assert outcome.facts == {"addresses": ["127.0.0.2", "127.0.0.3"]}
    assert outcome.state == "passed"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_an_address_is_no_name_to_look_up(address: str) -> None:
    network = NamedNetwork({address: [address]})
    _addresses, outcome = resolve(network, address, 1, 1)
    assert (outcome.state, outcome.facts) == ("skipped", {"addresses": [address]})


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(ProbeError, match=r"nothere.example: Name or service not known") as raised:
        resolve(NamedNetwork(), "nothere.example", 1, 1)
    assert raised.value.fault == "dns"


def test_a_name_that_can_be_none() -> None:
    error = UnicodeError("label too long")
    with pytest.raises(ProbeError, match="not a valid name") as raised:
        resolve(Failing(error), f"{'a' * 70}.example", 1, 1)
    assert raised.value.fault == "dns"


def test_a_name_server_that_fails_is_temporary() -> None:
    error = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    with pytest.raises(ProbeError) as raised:
        resolve(Failing(error), "r.example", 1, 1)
    assert raised.value.fault == "dns_temporary"


def test_a_name_server_that_says_nothing_does_not_hold_the_probe() -> None:
    over = threading.Event()

    class Silent(NamedNetwork):
        def addresses(self, host: str, port: int) -> list[Address]:
            over.wait(60)
            return []

    started = time.monotonic()
    with pytest.raises(ProbeError, match=r"no answer for r.example within 0.2 s") as raised:
        resolve(Silent(), "r.example", 1, 0.2)
    over.set()
    assert raised.value.fault == "dns_temporary"
    assert time.monotonic() - started < 30

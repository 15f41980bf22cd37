# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP connections to all addresses at once: an address that does not answer costs no time.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import (
    Address,
    Network,
    Stream,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

_FAULTS = {
    "ECONNREFUSED": "connect_refused",
    "ETIMEDOUT": "connect_timeout",
}
# The kernel has no route, or a firewall reports that there is none.
_NO_ROUTE = "no_route"
_WORDS = {"connect_refused": "refused", "connect_timeout": "no answer", _NO_ROUTE: "no route", "": "connected"}


def connect(network: Network, addresses: t.Sequence[Address], port: int, seconds: float) -> tuple[Stream, Outcome]:
    """A connection to any of the addresses. Facts: `port`, `addresses` with the fault of each ("" for connected).

    Faults: connect_refused, connect_timeout, no_route.
    """
    connected = network.connect(addresses, seconds)
    faults = {name: _FAULTS.get(error, _NO_ROUTE) if error else "" for name, error in connected.errors.items()}
    words = ", ".join(f"{name} {_WORDS[fault]}" for name, fault in faults.items())
    facts = {"port": port, "addresses": faults}
    if connected.stream is not None:
        return connected.stream, Outcome(f"port {port}: {words}", facts)
    limit = f" within {seconds:g} s" if "connect_timeout" in faults.values() else ""
    raise ProbeError(_worst(list(faults.values())), f"port {port}: {words}{limit}", facts)


def _worst(faults: t.Sequence[str]) -> str:
    """The most important fault. Without IPv6 there is no route to some addresses of many names, so `no_route` comes
    last.
    """
    return next((fault for fault in faults if fault != _NO_ROUTE), _NO_ROUTE)

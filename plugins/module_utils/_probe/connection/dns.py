# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Name resolution, bounded in time.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import queue
import socket
import threading
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import parse_address
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import ascii_name
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Address, Network
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

_TEMPORARY = (socket.EAI_AGAIN, socket.EAI_SYSTEM)

Answer = t.Union[list[Address], Exception]


def resolve(network: Network, host: str, port: int, seconds: float) -> tuple[list[Address], Outcome]:
    """All addresses of a host. Facts: `addresses`. Faults: dns, dns_temporary."""
    answers: queue.Queue[Answer] = queue.Queue()

    def query() -> None:
        try:
            answers.put(network.addresses(ascii_name(host), port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # getaddrinfo can't be interrupted: a silent name server must not hold the probe.
    threading.Thread(target=query, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise ProbeError("dns_temporary", f"no answer for {host} within {seconds:g} s") from None
    if isinstance(answer, Exception):
        raise _fault(host, answer)
    names = [str(address) for address in answer]
    if parse_address(host) is not None:
        return answer, Outcome("an address, no lookup needed", {"addresses": names}, "skipped")
    return answer, Outcome(f"{host} is {', '.join(names)}", {"addresses": names})


def _fault(host: str, error: Exception) -> ProbeError:
    code = error.errno if isinstance(error, OSError) else None
    words = error.strerror if isinstance(error, OSError) else "not a valid name"
    fault = "dns_temporary" if code in _TEMPORARY else "dns"
    return ProbeError(fault, f"{host}: {words}", {"error": code})

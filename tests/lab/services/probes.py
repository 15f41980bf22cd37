# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probes of the lab's services, run from the host against a container's address."""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
from collections.abc import Callable
from pathlib import Path

from tests.lab.services.model import Probe

TIMEOUT_SECONDS = 2.0
SWALLOWED_AFTER_SECONDS = 0.15
_NTP_CLIENT_V4 = 0x23
_NTP_PACKET = 48


def https(name: str, port: int, path: str, ca: Path, expected: tuple[int, ...]) -> Probe:
    """TLS by ``ca`` for ``name``, and a GET of ``path`` answered with one of the ``expected`` codes."""

    def probe(address: str) -> str | None:
        tls = ssl.create_default_context(cafile=str(ca))
        raw = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
        with raw, tls.wrap_socket(raw, server_hostname=name) as secured:
            connection = http.client.HTTPConnection(name, port, timeout=TIMEOUT_SECONDS)
            connection.sock = secured
            connection.request("GET", path)
            status = connection.getresponse().status
        return None if status in expected else f"GET {path} answered {status}, expected one of {expected}"

    return _with_errors_as_text(probe)


def tcp(*ports: int) -> Probe:
    """Each of the ports accepts a connection."""

    def probe(address: str) -> str | None:
        for port in ports:
            socket.create_connection((address, port), timeout=TIMEOUT_SECONDS).close()
        return None

    return _with_errors_as_text(probe)


def refuses(port: int) -> Probe:
    """The port actively refuses."""

    def probe(address: str) -> str | None:
        try:
            socket.create_connection((address, port), timeout=TIMEOUT_SECONDS).close()
        except ConnectionRefusedError:
            return None
        return f"port {port} accepted a connection, expected a refusal"

    return _with_errors_as_text(probe)


def swallows(port: int) -> Probe:
    """The port never answers. A slow answer cannot be distinguished, but containers on this machine are fast."""

    def probe(address: str) -> str | None:
        try:
            socket.create_connection((address, port), timeout=SWALLOWED_AFTER_SECONDS).close()
        except TimeoutError:
            return None
        return f"port {port} accepted a connection, expected silence"

    return _with_errors_as_text(probe)


def ntp(stratum: int) -> Probe:
    """An NTP server that answers with this stratum."""

    def probe(address: str) -> str | None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(TIMEOUT_SECONDS)
            client.sendto(struct.pack("!B47x", _NTP_CLIENT_V4), (address, 123))
            reply = client.recv(512)
        seen = reply[1] if len(reply) >= _NTP_PACKET else None
        return None if seen == stratum else f"stratum {seen}, expected {stratum}"

    return _with_errors_as_text(probe)


def _with_errors_as_text(probe: Callable[[str], str | None]) -> Probe:
    def guarded(address: str) -> str | None:
        try:
            return probe(address)
        except (OSError, http.client.HTTPException) as error:
            return f"{type(error).__name__}: {error}"

    return guarded

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""w32tm.exe: `/stripchart` asks a real time server of the lab by SNTP, `/config` and `/resync` say that it is done.

It prints in the language of the state (`host.language`: `en` or `de`), and with its decimal comma.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence

from ..machine import Machine
from ..real import Ended

_SINCE_1900 = 2208988800
_NOT_STARTED = "The following error occurred: The service has not been started. (0x80070426)\r\n"


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """Run it."""
    options = {name.lower(): value for name, _colon, value in (one.partition(":") for one in arguments)}
    if "/stripchart" in options:
        return _stripchart(machine, options)
    if "/config" in options or "/resync" in options:
        started = machine.state["services"]["W32Time"]["state"] == "started"
        return Ended(0, "The command completed successfully.\r\n", "") if started else Ended(1, _NOT_STARTED, "")
    return Ended(1, "", f"w32tm {' '.join(arguments)} is not simulated")


def _stripchart(machine: Machine, options: dict[str, str]) -> Ended:
    server, count = options["/computer"], int(options.get("/samples", "1"))
    german = machine.state["host"].get("language") == "de"
    lines = [f"{server} wird verfolgt." if german else f"Tracking {server}.", f"{count} samples:"]
    code = 0
    for _sample in range(count):
        moment = time.strftime("%H:%M:%S")
        try:
            offset = _offset(server)
        except OSError:
            lines.append(f"{moment}, error: 0x800705B4")
            code = 0
            continue
        text = f"{offset:+011.7f}s"
        lines.append(f"{moment}, {text.replace('.', ',') if german else text}")
    return Ended(code, "\r\n".join(lines) + "\r\n", "")


def _offset(server: str) -> float:
    """How far the server is ahead of this clock, in seconds. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(1)
        begun = time.time()
        wire.sendto(b"\x1b" + 47 * b"\0", (server, 123))
        answer = wire.recv(512)
        ended = time.time()
    received, sent = (_seconds(answer[start : start + 8]) for start in (32, 40))
    return ((received - begun) + (sent - ended)) / 2


def _seconds(raw: bytes) -> float:
    whole, fraction = struct.unpack("!II", raw)
    return float(whole - _SINCE_1900) + float(fraction) / 2**32

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A time server whose clock is wrong by a fixed number of seconds, and says that it is a good one."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Mapping

_EPOCH_1900 = 2_208_988_800
_SERVER_V4, _STRATUM, _POLL, _PRECISION = 0x24, 3, 4, -20
_PACKET = 48


def serve(clocks: Mapping[int, float]) -> None:
    """Answer on each UDP port with its offset, in threads of their own."""
    for port, offset in clocks.items():
        threading.Thread(target=_answer, args=(port, offset), daemon=True).start()


def reply(request: bytes, now: float) -> bytes:
    """The answer of an NTP server whose clock shows ``now`` (seconds since 1970)."""
    stamp = _stamp(now)
    head = struct.pack("!BBbb", _SERVER_V4, _STRATUM, _POLL, _PRECISION)
    return head + struct.pack("!II4s", 0, 65, b"LOCL") + stamp + request[40:48] + stamp + stamp


def _answer(port: int, offset: float) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("", port))
        while True:
            request, client = server.recvfrom(512)
            if len(request) >= _PACKET:
                server.sendto(reply(request, time.time() + offset), client)


def _stamp(seconds: float) -> bytes:
    whole = int(seconds)
    return struct.pack("!II", (whole + _EPOCH_1900) % 2**32, int((seconds - whole) * 2**32))

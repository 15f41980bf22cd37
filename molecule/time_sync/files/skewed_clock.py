# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An NTP server (RFC 5905, server mode, no authentication) whose clock is wrong by the given number of seconds."""

from __future__ import annotations

import socket
import struct
import sys
import time

SECONDS_FROM_1900_TO_1970 = 2_208_988_800
SERVER_MODE_VERSION_4 = 0x24
STRATUM, PRECISION = 3, -20


def timestamp(skew: float) -> bytes:
    """The time now, wrong by `skew` seconds, as NTP writes it."""
    whole, part = divmod(time.time() + SECONDS_FROM_1900_TO_1970 + skew, 1)
    return struct.pack("!II", int(whole), int(part * 2**32))


def answer(request: bytes, received: bytes, skew: float) -> bytes:
    """The answer to a client's request; its transmit time comes back as the origin."""
    head = struct.pack("!BBbb", SERVER_MODE_VERSION_4, STRATUM, request[2], PRECISION)
    root = struct.pack("!II", 0, 0) + b"\x7f\x7f\x01\x01"
    return head + root + timestamp(skew) + request[40:48] + received + timestamp(skew)


def main() -> None:
    skew = float(sys.argv[1])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("", 123))
        while True:
            request, client = server.recvfrom(512)
            received = timestamp(skew)
            if len(request) >= 48:
                server.sendto(answer(request, received, skew), client)


if __name__ == "__main__":
    main()

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the system in the words that programs in Go have for them on Windows.

Go asks Windows for its English messages first, whatever the language of the system is.
"""

from __future__ import annotations

import re

_MESSAGES = (
    (
        r"connect: connection refused",
        "connectex: No connection could be made because the target machine actively refused it.",
    ),
    (
        r"connect: connection timed out",
        "connectex: A connection attempt failed because the connected party did not properly respond after a period of "
        "time, or established connection failed because connected host has failed to respond.",
    ),
    (
        r"connect: (?:network is unreachable|permission denied|invalid argument)",
        "connectex: A socket operation was attempted to an unreachable network.",
    ),
    (r"connect: no route to host", "connectex: A socket operation was attempted to an unreachable host."),
    (
        r"read: connection reset by peer",
        "wsarecv: An existing connection was forcibly closed by the remote host.",
    ),
    (r"no space left on device", "There is not enough space on the disk."),
    (r"read-only file system", "The media is write protected."),
)


def of_windows(words: str) -> str:
    """What a program of Linux said, as it would be said on Windows."""
    for pattern, message in _MESSAGES:
        words = re.sub(pattern, message, words)
    return words

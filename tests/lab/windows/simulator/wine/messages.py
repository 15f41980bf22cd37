# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of system errors. Those of Wine differ from those of Windows, which programs in Go print in English."""

from __future__ import annotations

import re

_REFUSED = "No connection could be made because the target machine actively refused it."
_NO_NETWORK = "A socket operation was attempted to an unreachable network."
_NO_HOST = "A socket operation was attempted to an unreachable host."
_RESET = "An existing connection was forcibly closed by the remote host."
_TEXTS = {
    r"connectex: Connection refused\.": f"connectex: {_REFUSED}",
    # Wine returns the errors of Linux for routes of the kinds prohibit and blackhole. Windows has no such routes.
    r"connectex: (?:Access denied|Invalid argument)\.": f"connectex: {_NO_NETWORK}",
    # Wine has no text for some errors of sockets. Go prints their numbers.
    r"connectex: winapi error #10051\b\.?": f"connectex: {_NO_NETWORK}",
    r"connectex: winapi error #10065\b\.?": f"connectex: {_NO_HOST}",
    r"(wsarecv|wsasend): Connection reset by peer\.": rf"\1: {_RESET}",
    r"\bDisk full\.": "There is not enough space on the disk.",
}


def of_windows(text: str) -> str:
    """The output of a program on Wine, with the texts of Windows."""
    for pattern, windows in _TEXTS.items():
        text = re.sub(pattern, windows, text)
    return text

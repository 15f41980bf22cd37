# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which failures of a pull may be gone a moment later.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re

# By the words of Go's network code, which containerd and the Docker Engine pass on. A rate limit (429) is left out: to
# ask again makes it worse.
_TEMPORARY = re.compile(
    r"connection reset by peer|broken pipe|unexpected EOF|: EOF$|TLS handshake timeout|i/o timeout"
    r"|server misbehaving|temporary failure in name resolution|http2: server sent GOAWAY"
    r"|\b50[0234] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)"
    r"|: (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)$",
    re.IGNORECASE,
)


def is_temporary(error: str) -> bool:
    """Whether it is worth to pull once more."""
    return _TEMPORARY.search(error) is not None

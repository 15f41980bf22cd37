# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real docker-registry behind the front, in the same container."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

TIMEOUT_SECONDS = 20
HANDED_ON = ("Host", "Accept", "Authorization", "Range", "User-Agent")
_PER_CONNECTION = {"connection", "transfer-encoding", "content-length", "date", "keep-alive"}


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer; ``length`` is what Content-Length says (a HEAD has no body)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int


def ask(port: int, method: str, target: str, headers: Mapping[str, str]) -> Answer:
    """Send a request to the registry at this port of the loopback; OSError or HTTPException if it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, target, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
        kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _PER_CONNECTION)
        return Answer(answer.status, kept, body, int(answer.getheader("Content-Length") or len(body)))
    finally:
        connection.close()

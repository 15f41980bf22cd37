# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a server that ends connections after the TLS handshake refuses the client's certificate, or the lack of one.

With TLS 1.3 the handshake succeeds before the server checks the client certificate. curl.exe then reports an alert, or
only that the connection ended: on write or on read, whichever is first. With TLS 1.2 the refusal is part of the
handshake, and the handshake fails. A second request with TLS 1.2 at most is therefore certain.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import ENDED
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlRequest, CurlResponse

_BEFORE_TLS_1_3 = "1.2"
_TLS_CONNECT = 35
# The server, or curl.exe itself, does not support TLS 1.2. The second request is inconclusive then.
_OF_VERSIONS = ("protocol version", "unsupported protocol", "0x80090331", "curlopt_sslversion")


def with_client_refusals(
    requests: Sequence[CurlRequest],
    responses: Sequence[CurlResponse],
    send: Callable[[Sequence[CurlRequest]], list[CurlResponse]],
) -> list[CurlResponse]:
    """The same responses, marked where the server refuses the client. Only checks connections that ended."""
    ended = [number for number, response in enumerate(responses) if _ended_after_handshake(response)]
    again = send([replace(requests[number], tls_max=_BEFORE_TLS_1_3) for number in ended])
    refused = {number for number, response in zip(ended, again, strict=True) if _fails_in_handshake(response)}
    return [replace(one, refuses_client=True) if number in refused else one for number, one in enumerate(responses)]


def _ended_after_handshake(response: CurlResponse) -> bool:
    return response.answer is None and response.secured > 0 and response.code in ENDED


def _fails_in_handshake(response: CurlResponse) -> bool:
    if response.answer is not None or response.secured:
        return False
    words = response.words.lower()
    return response.code in (_TLS_CONNECT, *ENDED) and not any(sign in words for sign in _OF_VERSIONS)

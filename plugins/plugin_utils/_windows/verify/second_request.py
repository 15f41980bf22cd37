# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A second request, where the end of a connection can mean something that the first one does not show.

With TLS 1.3 the handshake succeeds before the server checks the client certificate. curl.exe then reports an alert, or
only that the connection ended: on write or on read, whichever is first. With TLS 1.2 the refusal is part of the
handshake, and the handshake fails. A second request with TLS 1.2 at most is therefore certain.

A server with TLS may answer plain HTTP with an error, end the connection, or reset it: curl.exe reports what it meets
first. A second request with TLS, without credentials, is therefore certain.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import ENDED
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlRequest, CurlResponse

_BEFORE_TLS_1_3 = "1.2"
_TLS_CONNECT = 35
_HTTP_PORT = 80
# The server, or curl.exe itself, does not support TLS 1.2. The second request is inconclusive then.
_OF_VERSIONS = ("protocol version", "unsupported protocol", "0x80090331", "curlopt_sslversion")


def with_second_requests(
    requests: Sequence[CurlRequest],
    responses: Sequence[CurlResponse],
    send: Callable[[Sequence[CurlRequest]], list[CurlResponse]],
) -> list[CurlResponse]:
    """The same responses, marked where the server refuses the client, or uses TLS although the request is plain HTTP.

    Only sends requests again whose connection ended, all at once.
    """
    pairs = zip(requests, responses, strict=True)
    second = {number: _second(request, response) for number, (request, response) in enumerate(pairs)}
    wanted = {number: request for number, request in second.items() if request is not None}
    again = dict(zip(wanted, send(list(wanted.values())), strict=True))
    return [_marked(one, again[number]) if number in again else one for number, one in enumerate(responses)]


def _second(request: CurlRequest, response: CurlResponse) -> CurlRequest | None:
    if response.answer is not None or response.code not in ENDED:
        return None
    if response.secured:
        return replace(request, tls_max=_BEFORE_TLS_1_3)
    return _with_tls(request) if request.url.startswith("http:") and not request.proxy else None


def _with_tls(request: CurlRequest) -> CurlRequest:
    parts = urlsplit(request.url)
    host = parts.netloc if parts.port else f"{parts.netloc}:{_HTTP_PORT}"
    url = parts._replace(scheme="https", netloc=host).geturl()
    return replace(request, url=url, headers=(), user="", insecure=True)


def _marked(response: CurlResponse, again: CurlResponse) -> CurlResponse:
    if response.secured:
        return replace(response, refuses_client=_fails_in_handshake(again))
    return replace(response, uses_tls=bool(again.secured))


def _fails_in_handshake(response: CurlResponse) -> bool:
    if response.answer is not None or response.secured:
        return False
    words = response.words.lower()
    return response.code in (_TLS_CONNECT, *ENDED) and not any(sign in words for sign in _OF_VERSIONS)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a server that ends connections with plain HTTP uses TLS.

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

_HTTP_PORT = 80


def with_tls_servers(
    requests: Sequence[CurlRequest],
    responses: Sequence[CurlResponse],
    send: Callable[[Sequence[CurlRequest]], list[CurlResponse]],
) -> list[CurlResponse]:
    """The same responses, marked where the server uses TLS. Only checks connections with plain HTTP that ended."""
    ended = [number for number, response in enumerate(responses) if _ended_plain(requests[number], response)]
    again = send([_with_tls(requests[number]) for number in ended])
    tls = {number for number, response in zip(ended, again, strict=True) if response.secured}
    return [replace(one, uses_tls=True) if number in tls else one for number, one in enumerate(responses)]


def _ended_plain(request: CurlRequest, response: CurlResponse) -> bool:
    is_direct = request.url.startswith("http:") and not request.proxy
    return is_direct and response.answer is None and response.code in ENDED


def _with_tls(request: CurlRequest) -> CurlRequest:
    parts = urlsplit(request.url)
    host = parts.netloc if parts.port else f"{parts.netloc}:{_HTTP_PORT}"
    url = parts._replace(scheme="https", netloc=host).geturl()
    return replace(request, url=url, headers=(), user="", insecure=True)

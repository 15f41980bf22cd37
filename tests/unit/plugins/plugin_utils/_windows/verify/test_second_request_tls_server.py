# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with TLS that ends connections with plain HTTP, or resets them, at the real curl."""

from __future__ import annotations

import shutil
import socket
import ssl
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import connection_stages
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlRequest, CurlResponse
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.second_request import (
    with_second_requests,
)

from tests.lab.model import pki
from tests.servers.raw import Serve, raw_server
from tests.servers.web import server_context
from tests.unit.plugins.plugin_utils._windows.verify.curl_clients import Asked, curl

URL = "http://registry.lab:5000/v2/"
ENDED = CurlResponse(code=52, words="Empty reply from server", looked_up=0.1, connected=0.2)
WITH_TLS = CurlResponse(code=52, looked_up=0.1, connected=0.2, secured=0.3)
REFUSED = CurlResponse(code=35, words="alert handshake failure", looked_up=0.1, connected=0.2)
HANDSHAKE = b"\x16"


def end(connection: socket.socket) -> None:
    """The client reads the end of the connection."""
    connection.recv(65536)
    connection.shutdown(socket.SHUT_WR)


def reset(connection: socket.socket) -> None:
    """The client reads a reset."""
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def found(serve: Serve) -> CurlResponse:
    with raw_server(serve) as port:
        requests = [CurlRequest(f"http://127.0.0.1:{port}/v2/")]
        (response,) = with_second_requests(requests, curl(requests), curl)
    return response


def fault(response: CurlResponse) -> str:
    return connection_stages(response, https=False, proxy="")[-1].fault


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize("refuse", [end, reset])
def test_a_server_that_takes_tls_uses_it(tmp_path: Path, refuse: Callable[[socket.socket], None]) -> None:
    context = server_context(tmp_path, pki.new_server(pki.new_root("root"), pki.regular("127.0.0.1")))

    def serve(connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) != HANDSHAKE:
            refuse(connection)
            return
        try:
            context.wrap_socket(connection, server_side=True).recv(65536)
        except ssl.SSLError:
            return

    assert fault(found(serve)) == "https_on_http"


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize("refuse", [end, reset])
def test_near_miss_a_server_that_takes_nothing(refuse: Callable[[socket.socket], None]) -> None:
    response = found(refuse)
    assert not response.uses_tls
    assert fault(response) != "https_on_http"


def test_the_second_request_has_the_same_port_and_no_credentials() -> None:
    again = Asked(WITH_TLS)
    request = CurlRequest("http://registry.lab/v2/?ns=x", headers=("Authorization: Basic eA==",), user="u:p")
    with_second_requests([request, CurlRequest(URL)], [ENDED, ENDED], again)
    assert [one.url for one in again.requests] == ["https://registry.lab:80/v2/?ns=x", "https://registry.lab:5000/v2/"]
    assert {(one.headers, one.user, one.insecure) for one in again.requests} == {((), "", True)}


def test_both_kinds_of_second_requests_are_sent_at_once() -> None:
    calls = []

    def send(requests: Sequence[CurlRequest]) -> list[CurlResponse]:
        calls.append([(request.url, request.tls_max) for request in requests])
        return [WITH_TLS if request.url.startswith("https://registry.lab:5000") else REFUSED for request in requests]

    requests = [CurlRequest("https://client.lab/v2/"), CurlRequest("https://other.lab/v2/"), CurlRequest(URL)]
    unresolved = CurlResponse(code=6, words="Could not resolve host: other.lab")
    found = with_second_requests(requests, [WITH_TLS, unresolved, ENDED], send)
    assert calls == [[("https://client.lab/v2/", "1.2"), ("https://registry.lab:5000/v2/", "")]]
    assert [(one.refuses_client, one.uses_tls) for one in found] == [(True, False), (False, False), (False, True)]


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (CurlRequest("https://registry.lab:5000/v2/"), ENDED),
        (CurlRequest(URL, proxy="http://proxy.lab:3128"), ENDED),
        (CurlRequest(URL), replace(ENDED, code=28)),
    ],
)
def test_other_requests_are_not_sent_again(request_: CurlRequest, response: CurlResponse) -> None:
    again = Asked(WITH_TLS)
    assert with_second_requests([request_], [response], again) == [response]
    assert again.requests == []

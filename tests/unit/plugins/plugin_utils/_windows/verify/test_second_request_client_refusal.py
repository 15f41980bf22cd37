# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that wants a client certificate, in the words of curl for OpenSSL, GnuTLS and Schannel."""

from __future__ import annotations

import shutil
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import connection_stages
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.second_request import (
    with_second_requests,
)

from tests.lab.model import pki
from tests.servers.raw import raw_server
from tests.servers.web import server_context
from tests.unit.plugins.plugin_utils._windows.verify.curl_clients import Asked, curl

URL = "https://registry.lab:5000/v2/"
REQUESTS = [CurlRequest(URL)]
# After the handshake, and within one.
AFTER = CurlResponse(looked_up=0.1, connected=0.2, secured=0.3)
WITHIN = CurlResponse(looked_up=0.1, connected=0.2)
REFUSED = replace(WITHIN, code=35, words="error:0A000410:SSL routines::sslv3 alert handshake failure")

ALERTS = [
    (35, "OpenSSL/3.0.2: error:0A000412:SSL routines::sslv3 alert bad certificate"),
    (35, "gnutls_handshake() failed: Certificate is required"),
    (35, "schannel: next InitializeSecurityContext failed: SEC_E_INCOMPLETE_CREDENTIALS (0x80090320) - ..."),
    (56, "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"),
    (56, "OpenSSL SSL_read: OpenSSL/3.0.2: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0"),
    (55, "OpenSSL SSL_write: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"),
    (56, "schannel: failed to read data from server: SEC_I_INCOMPLETE_CREDENTIALS (0x80090320) - ..."),
]
ENDS = [
    (55, "Send failure: Broken pipe"),
    (55, "OpenSSL SSL_write: Broken pipe, errno 32"),
    (55, "Send failure: Connection was reset"),
    (56, "OpenSSL SSL_read: Connection reset by peer, errno 104"),
    (56, "OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0"),
    (56, "GnuTLS recv error (-12): A TLS fatal alert has been received."),
    (56, "GnuTLS recv error (-110): The TLS connection was non-properly terminated."),
    (56, "schannel: failed to read data from server: SEC_E_DECRYPT_FAILURE (0x80090330) - ..."),
    (56, "Recv failure: Connection was reset"),
    (52, "Empty reply from server"),
]


def fault(response: CurlResponse) -> tuple[str, str]:
    stage = connection_stages(response, https=True, proxy="")[-1]
    return stage.name, stage.fault


@pytest.mark.parametrize(("code", "words"), ALERTS)
def test_an_alert_about_the_clients_certificate_says_what_is_wrong(code: int, words: str) -> None:
    times = WITHIN if code == 35 else AFTER
    assert fault(replace(times, code=code, words=words)) == ("tls", "tls_client_cert")


def test_a_key_that_cannot_be_used_is_no_refusal() -> None:
    response = replace(WITHIN, code=58, words="unable to set private key file: 'client.key' type PEM")
    assert fault(response) == ("tls", "tls_handshake")


@pytest.mark.parametrize(("code", "words"), ENDS)
def test_an_end_after_the_handshake_is_a_refusal_where_tls_1_2_is_refused(code: int, words: str) -> None:
    again = Asked(REFUSED)
    (response,) = with_second_requests(REQUESTS, [replace(AFTER, code=code, words=words)], again)
    assert fault(response) == ("tls", "tls_client_cert")
    assert [request.tls_max for request in again.requests] == ["1.2"]


@pytest.mark.parametrize(("code", "words"), [*ENDS[:6], (35, "OpenSSL SSL_connect: Connection reset by peer")])
def test_tls_1_2_may_be_refused_in_any_words(code: int, words: str) -> None:
    (response,) = with_second_requests(
        REQUESTS,
        [replace(AFTER, code=52, words="Empty reply from server")],
        Asked(replace(WITHIN, code=code, words=words)),
    )
    assert response.refuses_client


@pytest.mark.parametrize(
    "again",
    [
        replace(AFTER, code=52, words="Empty reply from server"),
        replace(WITHIN, code=35, words="error:0A00042E:SSL routines::tlsv1 alert protocol version"),
        replace(WITHIN, code=35, words="Unrecognized parameter passed via CURLOPT_SSLVERSION"),
        replace(WITHIN, code=28, words="Connection timed out"),
        CurlResponse(code=7, words="Connection refused"),
    ],
)
def test_near_miss_the_second_request_does_not_concern_a_certificate(again: CurlResponse) -> None:
    (response,) = with_second_requests(
        REQUESTS, [replace(AFTER, code=52, words="Empty reply from server")], Asked(again)
    )
    assert fault(response) == ("v2", "not_a_registry")


@pytest.mark.parametrize(
    "response",
    [REFUSED, replace(AFTER, code=28, words="timed out"), CurlResponse(code=6, words="Could not resolve host: h")],
)
def test_other_failures_are_not_queried_again(response: CurlResponse) -> None:
    again = Asked(REFUSED)
    assert with_second_requests(REQUESTS, [response], again) == [response]
    assert again.requests == []


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_real_curl_finds_out_that_a_server_without_a_word_wants_a_certificate(tmp_path: Path) -> None:
    context = server_context(tmp_path, pki.new_server(pki.new_root("root"), pki.regular("127.0.0.1")))
    context.load_verify_locations(tmp_path / "server.pem")
    context.verify_mode = ssl.CERT_REQUIRED

    def serve(connection: socket.socket) -> None:
        """Takes the request, and ends without the alert."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_side=True)
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                connection.sendall(outgoing.read())
                incoming.write(connection.recv(65536))
            except ssl.SSLError:
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
                return

    with raw_server(serve) as port:
        requests = [CurlRequest(f"https://127.0.0.1:{port}/v2/", insecure=True)]
        first = curl(requests)
        (response,) = with_second_requests(requests, first, curl)
    assert fault(first[0]) == ("v2", "not_a_registry")
    assert fault(response) == ("tls", "tls_client_cert")

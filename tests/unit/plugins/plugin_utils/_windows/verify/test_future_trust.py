# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests as if CA certificates were on the node already; the output of curl.exe is simulated."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import read_chain
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
    configuration,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import (
    FutureTrust,
    pin_of,
    send_trusting,
)
from cryptography.hazmat.primitives import serialization

from tests.lab.model import pki

NOW = datetime.datetime.now(datetime.UTC)
ROOT = pki.new_root("corp-root")
INTERMEDIATE = pki.new_intermediate(ROOT, "corp-intermediate")
SERVER = pki.new_server(INTERMEDIATE, pki.regular("registry.lab"))
# Who has a server's certificate of the authority signs one for another name with it.
OTHER_SERVER = pki.new_server(INTERMEDIATE, pki.regular("mirror.lab"))
AS_AUTHORITY = pki.Pair(
    OTHER_SERVER.certificate, OTHER_SERVER.key, (OTHER_SERVER.certificate, *OTHER_SERVER.intermediates)
)
FORGED = pki.new_server(AS_AUTHORITY, pki.regular("registry.lab"))
OTHER_ROOT = pki.new_root("other-root")
URL = "https://registry.lab:5000/v2/"
FILE = "/etc/rancher/rke2/pullproof/registry.lab/ca.crt"
DISTRUST = CurlResponse(code=60, words="schannel: (0x80090325) - ...", connected=0.1)
SECRET = CurlRequest(URL, headers=["Authorization: Basic secret"])


def _text(*pairs: pki.Pair) -> str:
    return b"".join(pki.pem(pair.certificate) for pair in pairs).decode()


def _chain(pair: pki.Pair) -> list[str]:
    sent = (pair.certificate, *pair.intermediates)
    return [base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode() for one in sent]


@dataclass
class Curl:
    """A server that the node does not trust; `calls` are the requests of each remote call."""

    chain: Sequence[str]
    first: CurlResponse = DISTRUST
    calls: list[list[CurlRequest]] = field(default_factory=list)

    def ask(self, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
        if requests:
            self.calls.append(list(requests))
        return [self._answer(request) for request in requests]

    def _answer(self, request: CurlRequest) -> CurlResponse:
        if not request.insecure:
            return self.first
        return CurlResponse(HttpResponse(200, "OK", {}), chain=self.chain if request.shows_chain else ())


def _future_trust(anchors: Sequence[str] = (), files: dict[str, str] | None = None) -> FutureTrust:
    return FutureTrust(anchors, files or {}, NOW)


def test_a_server_of_a_future_ca_is_queried_again_and_only_its_key_gets_credentials() -> None:
    curl, future_trust = Curl(_chain(SERVER)), _future_trust([_text(ROOT)])

    (response,) = send_trusting(future_trust, [SECRET], curl.ask)

    assert response.answer is not None
    _strict, look, again = (requests[0] for requests in curl.calls)
    assert (look.headers, look.user, look.pin, look.shows_chain) == ((), "", "", True)
    assert (again.headers, again.insecure) == (SECRET.headers, True)
    assert again.pin == pin_of(read_chain(_chain(SERVER))[0])
    assert f'pinnedpubkey = "{again.pin}"' in configuration([again])


def test_a_verified_server_is_not_verified_again() -> None:
    curl, future_trust = Curl(_chain(SERVER)), _future_trust([_text(ROOT)])
    send_trusting(future_trust, [SECRET], curl.ask)
    curl.calls.clear()

    send_trusting(future_trust, [CurlRequest(f"{URL}team/app/manifests/1")], curl.ask)

    ((request,),) = curl.calls
    assert request.pin


@pytest.mark.parametrize(
    ("pair", "anchors"),
    [
        (SERVER, [_text(OTHER_ROOT)]),
        (SERVER, [_text(INTERMEDIATE)]),
        (OTHER_SERVER, [_text(ROOT)]),
        (pki.new_server(INTERMEDIATE, pki.odd("registry.lab", pki.Oddity.EXPIRED)), [_text(ROOT)]),
        (FORGED, [_text(ROOT)]),
    ],
    ids=["unknown root", "no root", "another name", "expired", "issued by a server"],
)
def test_a_server_that_would_not_be_trusted_gets_no_credentials(pair: pki.Pair, anchors: list[str]) -> None:
    curl = Curl(_chain(pair))

    assert send_trusting(_future_trust(anchors), [SECRET], curl.ask) == [DISTRUST]
    assert len(curl.calls) == 2
    assert curl.calls[1][0].headers == ()


def test_a_root_may_come_without_what_the_server_forgets_only_if_that_comes_too() -> None:
    forgetful = pki.Pair(SERVER.certificate, SERVER.key)
    for anchors, trusted in (([_text(ROOT)], False), ([_text(ROOT, INTERMEDIATE)], True)):
        future_trust = _future_trust(anchors)
        send_trusting(future_trust, [SECRET], Curl(_chain(forgetful)).ask)
        assert bool(future_trust.pins) == trusted


def test_any_certificate_of_a_file_for_containerd_is_enough() -> None:
    curl = Curl(_chain(SERVER), CurlResponse(code=77, words="error setting certificate file"))
    future_trust = _future_trust(files={FILE: _text(INTERMEDIATE)})

    (response,) = send_trusting(future_trust, [CurlRequest(URL, ca_file=FILE)], curl.ask)

    assert response.answer is not None
    assert [request.ca_file for requests in curl.calls for request in requests] == [FILE, "", ""]


def test_an_unmanaged_file_that_does_not_exist_stays_a_failure() -> None:
    missing = CurlResponse(code=77, words="error setting certificate file")
    curl = Curl(_chain(SERVER), missing)

    assert send_trusting(_future_trust([_text(ROOT)]), [CurlRequest(URL, ca_file="C:/ca.pem")], curl.ask) == [missing]
    assert len(curl.calls) == 1


def test_with_an_old_curl_the_trust_is_unknown() -> None:
    curl, future_trust = Curl([]), _future_trust([_text(ROOT)])

    assert send_trusting(future_trust, [SECRET], curl.ask) == [DISTRUST]
    assert future_trust.unknown == {"https://registry.lab:5000"}


@pytest.mark.parametrize("response", [CurlResponse(HttpResponse(200, "OK", {})), CurlResponse(code=7, words="refused")])
def test_without_distrust_or_without_certificates_to_come_there_is_one_call(response: CurlResponse) -> None:
    trusted, nothing = Curl([], response), Curl([])

    send_trusting(_future_trust([_text(ROOT)]), [SECRET], trusted.ask)
    send_trusting(_future_trust(), [SECRET], nothing.ask)

    assert (len(trusted.calls), len(nothing.calls)) == (1, 1)

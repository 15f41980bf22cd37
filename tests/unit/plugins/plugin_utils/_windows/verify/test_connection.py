# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses of curl.exe as the stages dns to tls."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import (
    completed,
    connection_stages,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlResponse,
)

PROXY = "http://proxy:3128"


def _fault(response: CurlResponse, proxy: str) -> tuple[str, str]:
    stage = connection_stages(response, https=True, proxy=proxy)[-1]
    return stage.name, stage.fault


SCHANNEL = "schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - Die Zertifikatkette wurde von einer nicht vertrauten ..."


@pytest.mark.parametrize(
    ("response", "proxied", "fault"),
    [
        (CurlResponse(code=6, words="Could not resolve host: h"), False, ("dns", "dns")),
        (CurlResponse(code=7, words="Connection refused", looked_up=0.1), False, ("tcp", "connect_refused")),
        (CurlResponse(code=7, words="Network is unreachable", looked_up=0.1), False, ("tcp", "no_route")),
        (CurlResponse(code=28, words="Connection timed out", looked_up=0.1), False, ("tcp", "connect_timeout")),
        (CurlResponse(code=28, words="timed out", looked_up=0.1, connected=0.2), False, ("tls", "timeout")),
        (CurlResponse(code=28, words="timed out", looked_up=0.1, connected=0.2, secured=0.3), False, ("v2", "timeout")),
        (CurlResponse(code=60, words=SCHANNEL, connected=0.1), False, ("tls", "tls_untrusted")),
        (
            CurlResponse(code=60, words="self-signed certificate in chain", connected=0.1),
            False,
            ("tls", "tls_untrusted"),
        ),
        (CurlResponse(code=60, words="(0x80090322) - ...", connected=0.1), False, ("tls", "tls_name")),
        (CurlResponse(code=60, words="certificate has expired", connected=0.1), False, ("tls", "tls_expired")),
        (CurlResponse(code=35, words="(0x80090308) - ...", connected=0.1), False, ("tls", "tls_plain_http")),
        (CurlResponse(code=35, words="anything else", connected=0.1), False, ("tls", "tls_handshake")),
        (CurlResponse(code=5, words="Could not resolve proxy: p"), True, ("proxy", "proxy_unresolved")),
        (CurlResponse(code=7, words="Failed to connect"), True, ("proxy", "proxy_refused")),
        (CurlResponse(code=56, words="response 407", tunnel=407, connected=0.1), True, ("proxy", "proxy_auth")),
        (CurlResponse(code=56, words="response 403", tunnel=403, connected=0.1), True, ("proxy", "proxy_denied")),
        (CurlResponse(code=56, words="response 501", tunnel=501, connected=0.1), True, ("proxy", "proxy_not_a_proxy")),
        (CurlResponse(code=56, words="response 503", tunnel=503, connected=0.1), True, ("proxy", "proxy_error")),
    ],
)
def test_curls_codes_become_the_faults_of_probes(response: CurlResponse, proxied: bool, fault: tuple[str, str]) -> None:
    assert _fault(response, PROXY if proxied else "") == fault


def test_a_proxy_that_is_asked_by_https_and_speaks_http_is_no_such_proxy() -> None:
    response = CurlResponse(code=35, words="error:0A00010B:SSL routines::wrong version number", connected=0.1)
    assert _fault(response, "https://proxy:3128") == ("proxy", "proxy_not_a_proxy")
    assert _fault(response, PROXY) == ("tls", "tls_plain_http")


def test_behind_a_tunnel_the_tls_is_that_of_the_registry() -> None:
    response = CurlResponse(code=60, words="certificate has expired", tunnel=200, connected=0.1)
    assert _fault(response, "https://proxy:3128") == ("tls", "tls_expired")


@pytest.mark.parametrize(
    ("status", "headers", "fault"),
    [
        (403, {"x-squid-error": "ERR_ACCESS_DENIED 0"}, ("proxy", "proxy_denied")),
        (503, {"x-squid-error": "ERR_DNS_FAIL 0"}, ("proxy", "proxy_error")),
        (407, {}, ("proxy", "proxy_auth")),
        (403, {}, ("tls", "")),
    ],
)
def test_a_plain_request_may_be_answered_by_the_proxy(
    status: int, headers: dict[str, str], fault: tuple[str, str]
) -> None:
    response = CurlResponse(HttpResponse(status, "", headers), connected=0.1)
    stage = connection_stages(response, https=False, proxy=PROXY)[-1]
    assert (stage.name, stage.fault) == fault
    assert connection_stages(response, https=False, proxy="")[-1].state == "skipped"


def test_after_a_fault_all_stages_are_blocked() -> None:
    stages = completed(connection_stages(CurlResponse(code=7, words="refused", looked_up=0.1), https=True, proxy=""))

    assert [(stage.name, stage.state) for stage in stages][:4] == [
        ("dns", "passed"),
        ("tcp", "failed"),
        ("proxy", "blocked"),
        ("tls", "blocked"),
    ]


def test_a_password_in_a_message_of_curl_is_masked() -> None:
    response = CurlResponse(code=5, words="Could not resolve proxy: http://u:secret@p")

    assert "secret" not in connection_stages(response, https=True, proxy=PROXY)[-1].observed

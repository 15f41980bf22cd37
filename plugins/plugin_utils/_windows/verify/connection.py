# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stages dns to tls of a connection, from a response of curl.exe, as the probes of Linux nodes report them.

Messages of Schannel are in the system's language, its codes are not. Messages of curl are English.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.proxy import (
    NO_PROXY,
    is_from_proxy,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    facts_of,
    status_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlResponse

_CLIENT = "tls_client_cert"
# Alerts about the client's certificate as OpenSSL, GnuTLS and Schannel word them.
_CLIENT_WORDS = (
    "0x80090320",
    "certificate required",
    "certificate is required",
    "bad certificate",
    "certificate is bad",
    "alert unsupported certificate",
    "alert certificate unknown",
    "alert certificate revoked",
    "alert certificate expired",
    "alert unknown ca",
)
_TLS_WORDS = (
    ("tls_untrusted", ("0x80090325", "0x800b0109", "0x800b010a", "self-signed", "self signed", "local issuer")),
    ("tls_name", ("0x80090322", "0x800b010f", "subject name", "does not match")),
    ("tls_not_yet_valid", ("not yet valid",)),
    ("tls_expired", ("0x80090328", "0x800b0101", "has expired")),
    (_CLIENT, _CLIENT_WORDS),
    ("tls_plain_http", ("0x80090308", "wrong version number", "packet length too long", "record layer failure")),
)
_RESOLVE_PROXY, _RESOLVE, _CONNECT, _TIMEOUT = 5, 6, 7, 28
_TLS_CODES = (35, 51, 58, 59, 60, 77, 83)
_PROXY_CODES = (56, 97)
# An empty reply, and failures to send and to receive.
ENDED = (52, 55, 56)


def connection_stages(response: CurlResponse, https: bool, proxy: str) -> list[Stage]:
    """The stages dns to tls that the request reached. If one failed, it is the last.

    ``https`` is the scheme of the registry, ``proxy`` the URL of the proxy (empty: none).
    """
    fault, proxied = _fault(response, proxy), bool(proxy)
    found: list[Stage] = []
    for name in STAGES[: STAGES.index("v2")]:
        if fault and fault.name == name:
            return [*found, fault]
        found.append(_passed(name, response, https, proxied))
    return [*found, fault] if fault else found


def completed(found: Sequence[Stage]) -> tuple[Stage, ...]:
    """All stages in order. The others are blocked after a failed one, else skipped."""
    rest = "blocked" if any(stage.state == "failed" for stage in found) else "skipped"
    known = {stage.name: stage for stage in found}
    return tuple(known.get(name, Stage(name, rest)) for name in STAGES)


def is_distrust(response: CurlResponse) -> bool:
    """Whether the node does not trust the issuer of the server's certificate."""
    is_of_tls = response.code in _TLS_CODES or (response.code == _PROXY_CODES[0] and not response.secured)
    return response.answer is None and is_of_tls and _tls_fault(response.words) == "tls_untrusted"


def _passed(name: str, response: CurlResponse, https: bool, proxied: bool) -> Stage:
    if proxied and name in ("dns", "tcp"):
        return Stage(name, "skipped", observed="done by the proxy")
    if (name == "proxy" and not proxied) or (name == "tls" and not https):
        return Stage(name, "skipped")
    spans = {
        "dns": response.looked_up,
        "tcp": response.connected - response.looked_up,
        "proxy": response.connected,
        "tls": response.secured - response.connected,
    }
    return Stage(name, "passed", ms=max(0, round(spans[name] * 1000)))


def _fault(response: CurlResponse, proxy: str) -> Stage | None:
    if response.answer is not None:
        return _of_proxy(response.answer) if proxy and is_from_proxy(response.answer) else None
    words = mask_urls(response.words) or f"curl.exe ended with {response.code}"
    name, fault = _kind(response, proxy)
    return Stage(name, "failed", fault, words, round(response.ended * 1000), {"verify": words} if name == "tls" else {})


def _of_proxy(answer: HttpResponse) -> Stage:
    """The response of a proxy instead of the registry's, to a request without TLS."""
    fault = "proxy_auth" if answer.status == 407 else "proxy_error" if answer.status >= 500 else "proxy_denied"
    return Stage("proxy", "failed", fault, f"the proxy answers {status_text(answer)}", facts=facts_of(answer))


def _kind(response: CurlResponse, proxy: str) -> tuple[str, str]:
    """The stage and the fault."""
    code, proxied = response.code, bool(proxy)
    if response.uses_tls:
        return "v2", "https_on_http"
    if response.refuses_client or (response.secured and code in ENDED and _tls_fault(response.words) == _CLIENT):
        return "tls", _CLIENT
    if proxy.startswith("https:") and not response.tunnel and code in _TLS_CODES:
        fault = _tls_fault(response.words)
        return "proxy", "proxy_not_a_proxy" if fault == "tls_plain_http" else fault
    if code == _RESOLVE_PROXY:
        return "proxy", "proxy_unresolved"
    if code == _RESOLVE:
        return "dns", "dns"
    if code == _CONNECT or (code == _TIMEOUT and not response.connected):
        return _unconnected(response, proxied)
    if code in _PROXY_CODES and proxied and response.tunnel >= 300:
        return "proxy", _refusal(response.tunnel)
    if code in _TLS_CODES or (code == _PROXY_CODES[0] and not response.secured):
        return "tls", _tls_fault(response.words)
    if code == _TIMEOUT:
        return ("v2" if response.secured else "tls"), "timeout"
    return "v2", "not_a_registry"


def _unconnected(response: CurlResponse, proxied: bool) -> tuple[str, str]:
    if proxied:
        return "proxy", "proxy_refused"
    if response.code == _TIMEOUT:
        return ("tcp", "connect_timeout") if response.looked_up else ("dns", "dns")
    words = response.words.lower()
    return "tcp", "no_route" if "unreachable" in words or "no route" in words else "connect_refused"


def _refusal(status: int) -> str:
    if status == 407:
        return "proxy_auth"
    if status in NO_PROXY:
        return "proxy_not_a_proxy"
    return "proxy_error" if status >= 500 else "proxy_denied"


def _tls_fault(words: str) -> str:
    text = words.lower()
    return next((fault for fault, signs in _TLS_WORDS if any(sign in text for sign in signs)), "tls_handshake")

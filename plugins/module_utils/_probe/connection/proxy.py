# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to a proxy, the tunnel through it, and the meaning of its refusals.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import GoUrl
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import unescape
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dns import resolve
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import (
    HttpResponse,
    NoHttpError,
    connect_tunnel,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Network, Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tcp import connect
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls import client_fault
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

PORTS = {"http": 80, "https": 443}
_UNREACHABLE = {"dns": "proxy_unresolved", "dns_temporary": "proxy_unresolved"}
_SCHEMES = re.compile(r"(?<![\w=-])(basic|digest|kerberos|negotiate|ntlm)(?![\w=-])")
# The statuses of an origin server that receives a request for a tunnel.
NO_PROXY = (400, 404, 405, 501)


@dataclass(frozen=True)
class Proxy:
    """A proxy in the environment: `shown` is its URL without credentials, `variable` the name of the variable."""

    scheme: str
    host: str
    port: int
    shown: str
    variable: str
    headers: t.Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def facts(self) -> dict[str, t.Any]:
        """The facts about the proxy for the controller."""
        return {"proxy": self.shown, "variable": self.variable, "with_credentials": bool(self.headers)}


def proxy_of(url: GoUrl, variable: str) -> Proxy:
    """The proxy of a parsed URL. Raises ProbeError for an invalid port."""
    shown = f"{url.scheme}://{url.host}"
    port = int(url.port) if url.port else PORTS.get(url.scheme, 0)
    if port > 65535:
        raise ProbeError("proxy_refused", f"{shown}: {port} is not a port", {"proxy": shown, "variable": variable})
    headers = {}
    if url.user is not None:
        pair = f"{url.user.username}:{url.user.password or ''}".encode("utf-8", "surrogateescape")
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return Proxy(url.scheme, unescape(url.hostname), port, shown, variable, headers)


def reach(network: Network, proxy: Proxy, connect_seconds: float, seconds: float) -> Stream:
    """A connection to the proxy itself. Faults: proxy_unresolved, proxy_refused."""
    try:
        addresses, _outcome = resolve(network, proxy.host, proxy.port, seconds)
        stream, _outcome = connect(network, addresses, proxy.port, connect_seconds)
    except ProbeError as fault:
        name = _UNREACHABLE.get(fault.fault, "proxy_refused")
        facts = {**proxy.facts, **fault.facts, "fault": fault.fault}
        raise ProbeError(name, f"{proxy.shown}: {fault.observed}", facts) from None
    return stream


def open_tunnel(stream: Stream, proxy: Proxy, host: str, seconds: float) -> None:
    """Make the stream a tunnel to `host`. Faults: proxy_auth, proxy_denied, proxy_error, proxy_not_a_proxy, timeout."""
    try:
        answer = connect_tunnel(stream, host, proxy.headers, seconds)
    except TimeoutError:
        observed = f"{proxy.shown} does not answer CONNECT {host} within {seconds:g} s"
        raise ProbeError("timeout", observed, proxy.facts) from None
    except NoHttpError as error:
        raise ProbeError("proxy_not_a_proxy", f"{proxy.shown}: {error}", proxy.facts) from None
    except OSError as error:
        refused = client_fault(error)
        if refused:
            raise ProbeError(refused.fault, f"{proxy.shown}: {refused.observed}", proxy.facts) from None
        raise ProbeError("proxy_error", f"{proxy.shown} closes the connection: {error}", proxy.facts) from None
    if answer.status // 100 != 2:
        raise refusal(proxy, answer, f"CONNECT {host}")


def refusal(proxy: Proxy, answer: HttpResponse, request: str) -> ProbeError:
    """The fault that a proxy's own answer means."""
    words = " ".join(filter(None, (str(answer.status), answer.reason, answer.headers.get("x-squid-error", ""))))
    facts = {**proxy.facts, "status": answer.status, "words": words, "schemes": _schemes(answer)}
    observed = f"{proxy.shown} answers {request} with {words}"
    if answer.status == 407:
        return ProbeError("proxy_auth", observed, facts)
    if answer.status >= 500 and answer.status != 501:
        return ProbeError("proxy_error", observed, facts)
    is_squid = "x-squid-error" in answer.headers
    return ProbeError(
        "proxy_not_a_proxy" if answer.status in NO_PROXY and not is_squid else "proxy_denied", observed, facts
    )


def _schemes(answer: HttpResponse) -> list[str]:
    """The authentication schemes that the proxy accepts, in lower case."""
    unquoted = re.sub(r'"[^"]*"', "", answer.headers.get("proxy-authenticate", "").lower())
    return sorted(set(_SCHEMES.findall(unquoted)))


def is_from_proxy(answer: HttpResponse) -> bool:
    """Whether the answer to a plain request is from the proxy itself: status 407, or a header of squid."""
    return answer.status == 407 or (answer.status >= 400 and "x-squid-error" in answer.headers)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a host, stage by stage: dns, tcp, proxy, tls.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ssl
import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import join_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dns import resolve
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.proxy import (
    PORTS,
    Proxy,
    open_tunnel,
    proxy_of,
    reach,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.server_chain import Redial
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import (
    Address,
    Network,
    Stream,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tcp import connect
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls import start_tls
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError, StageRecorder


@dataclass(frozen=True)
class Origin:
    """Where requests go; `host` has no brackets."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Of an http or https URL; raises ValueError for any other."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"{parts.scheme or 'no scheme'} is neither http nor https")
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])

    @property
    def netloc(self) -> str:
        """With its port, always."""
        return join_host_port(self.host, str(self.port))

    @property
    def header(self) -> str:
        """The value of the Host header."""
        bare = f"[{self.host}]" if ":" in self.host else self.host
        return bare if self.port == PORTS[self.scheme] else self.netloc


@dataclass(frozen=True)
class Link:
    """A connection that takes requests. Through `proxy` without a tunnel they name the whole URL."""

    stream: Stream
    proxy: t.Optional[Proxy] = None


@dataclass(frozen=True)
class Limits:
    """Seconds for one TCP connection and for one stage, and how often something temporary is tried again."""

    connect_seconds: float
    seconds: float
    retries: int = 1


@dataclass(frozen=True)
class Dialer:
    """Connects as one program would: its proxies, its trust. `context` raises ProbeError if that can't be loaded."""

    network: Network
    limits: Limits
    proxies: GoProxy = field(repr=False)
    context: t.Callable[[], ssl.SSLContext]
    commands: t.Optional[Commands] = None

    def dial(self, origin: Origin, recorder: StageRecorder) -> Link:
        """Go through the stages dns to tls; raises ProbeError."""
        proxy = self._proxy(origin, recorder)
        if proxy is None:
            link, redial = self._direct(origin, recorder)
        elif proxy.scheme.startswith("socks5"):
            # Nothing is known of what lies behind it, which is no fault.
            _leave_names_to(proxy, recorder)
            recorder.skip(
                "proxy", f"{proxy.shown} ({proxy.variable}) is not probed: probes only support http and https proxies"
            )
            raise UnprobedError(f"behind {proxy.shown}")
        else:
            link, redial = self._through(origin, proxy, recorder)
        if origin.scheme == "http":
            recorder.skip("tls", "plain http")
            return link
        stream = recorder.attempt("tls", lambda: self._secured(link.stream, origin.host, redial))
        return Link(stream)

    def _proxy(self, origin: Origin, recorder: StageRecorder) -> t.Optional[Proxy]:
        """The proxy that Go's rules choose; direct connections are noted."""

        def decide() -> tuple[t.Optional[Proxy], Outcome]:
            try:
                decision = self.proxies.decide(f"{origin.scheme}://{origin.netloc}")
                url = parse_go_url(decision.proxy) if decision.proxy is not None else None
            except GoUrlError as error:
                raise ProbeError("dns", f"{origin.netloc} is not a valid host: {error}", stage="dns") from None
            why = f"direct ({decision.variable} {decision.entry})" if decision.entry else "direct"
            facts = {"variable": decision.variable, "entry": decision.entry} if decision.entry else {}
            return proxy_of(url, decision.variable) if url else None, Outcome(why, facts, "skipped")

        return recorder.attempt("proxy", decide)

    def _direct(self, origin: Origin, recorder: StageRecorder) -> tuple[Link, Redial]:
        limits = self.limits
        addresses: list[Address] = recorder.attempt(
            "dns", lambda: resolve(self.network, origin.host, origin.port, limits.seconds)
        )

        def again() -> Stream:
            return connect(self.network, addresses, origin.port, limits.connect_seconds)[0]

        stream = recorder.attempt("tcp", lambda: connect(self.network, addresses, origin.port, limits.connect_seconds))
        return Link(stream), Redial(again, self.commands)

    def _through(self, origin: Origin, proxy: Proxy, recorder: StageRecorder) -> tuple[Link, Redial]:
        _leave_names_to(proxy, recorder)

        def again() -> Stream:
            stream = self._to_proxy(proxy)
            if origin.scheme == "https":
                open_tunnel(stream, proxy, origin.netloc, self.limits.seconds)
            return stream

        stream = recorder.attempt("proxy", lambda: (again(), Outcome(f"{proxy.shown} ({proxy.variable})", proxy.facts)))
        return Link(stream, proxy if origin.scheme == "http" else None), Redial(again, self.commands)

    def _to_proxy(self, proxy: Proxy) -> Stream:
        limits = self.limits
        stream = reach(self.network, proxy, limits.connect_seconds, limits.seconds)
        if proxy.scheme != "https":
            return stream

        def again() -> Stream:
            return reach(self.network, proxy, limits.connect_seconds, limits.seconds)

        try:
            return self._secured(stream, proxy.host, Redial(again, self.commands))[0]
        except ProbeError as fault:
            name = "proxy_not_a_proxy" if fault.fault == "tls_plain_http" else fault.fault
            observed = f"{proxy.shown}: {fault.observed}"
            raise ProbeError(name, observed, {**fault.facts, **proxy.facts}, stage="proxy") from None

    def _secured(self, stream: Stream, host: str, redial: Redial) -> tuple[Stream, Outcome]:
        try:
            context = self.context()
        except ProbeError:
            stream.close()
            raise
        return start_tls(stream, context, host, redial, self.limits.seconds)


def _leave_names_to(proxy: Proxy, recorder: StageRecorder) -> None:
    for stage in ("dns", "tcp"):
        recorder.skip(stage, f"done by the proxy {proxy.shown}")


class UnprobedError(Exception):
    """The way leads through something that is not probed."""

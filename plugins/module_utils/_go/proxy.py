# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy a Go program uses for a URL: golang.org/x/net/http/httpproxy, as in containerd, wharfie and the kubelet.

Upper-case variables win over lower-case ones, as in the copy inside Go up to 1.26; the module itself has since turned
that round. Names with letters outside ASCII are compared in their Punycode form, which is approximated here (NFKC, no
validity checks).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import (
    IpNetwork,
    is_loopback,
    join_host_port,
    parse_address,
    parse_ip,
    split_host_port,
)
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import GoUrl, parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError

_VARIABLES = {"http": "HTTP_PROXY", "https": "HTTPS_PROXY"}
_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Exemption:
    """One entry of NO_PROXY: any host, a range, an address or a domain; a port limits the last two."""

    entry: str
    any_host: bool = False
    network: IpNetwork | None = None
    address: bytes | None = None
    domain: str = ""
    port: str = ""

    def covers(self, host: str, port: str, address: bytes | None) -> bool:
        """Whether requests to the host (lower case, or its address) and port go out directly."""
        if self.any_host:
            return True
        if self.network:
            return address is not None and self.network.contains(address)
        return self.port in ("", port) and self._names(host, address)

    def _names(self, host: str, address: bytes | None) -> bool:
        if self.address is not None or address is not None:
            return address == self.address
        if self.domain.startswith("."):
            return host.endswith(self.domain)
        return host == self.domain or host.endswith(f".{self.domain}")


@dataclass(frozen=True)
class ProxyDecision:
    """The proxy's URL, or None for a direct connection, and what decided: a variable, and an entry of NO_PROXY."""

    proxy: str | None = field(repr=False)
    variable: str
    entry: str = ""


@dataclass(frozen=True)
class GoProxy:
    """The proxy settings of one process."""

    http: GoUrl | None
    https: GoUrl | None
    exemptions: tuple[Exemption, ...]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> GoProxy:
        """Read a process's environment; a proxy address that Go can't parse counts as none."""

        def value(name: str) -> str:
            return environment.get(name) or environment.get(name.lower()) or ""

        return cls(_proxy(value("HTTP_PROXY")), _proxy(value("HTTPS_PROXY")), tuple(_exemptions(value("NO_PROXY"))))

    def decide(self, url: str) -> ProxyDecision:
        """The proxy for a request to ``url``. Raises GoUrlError if Go can't parse it."""
        target = parse_go_url(url)
        variable = _VARIABLES.get(target.scheme, "")
        proxy = {"http": self.http, "https": self.https}.get(target.scheme)
        if proxy is None:
            return ProxyDecision(None, variable)
        exempting = self._exempting(target)
        if exempting is not None:
            return ProxyDecision(None, "NO_PROXY" if exempting else "", exempting)
        return ProxyDecision(str(proxy), variable)

    def proxy_for(self, url: str) -> str | None:
        """The proxy's URL, with its credentials, or None for a direct connection. Raises GoUrlError."""
        return self.decide(url).proxy

    def _exempting(self, target: GoUrl) -> str | None:
        """The NO_PROXY entry that exempts the target; empty where Go exempts it by itself, None where nothing does."""
        # Go joins and splits again, and goes direct where that fails.
        split = split_host_port(join_host_port(ascii_name(target.hostname), target.port or _PORTS[target.scheme]))
        if split is None or split[0] == "localhost":
            return ""
        address = parse_address(split[0])
        if is_loopback(address):
            return ""
        host = split[0].strip().lower()
        for exemption in self.exemptions:
            if exemption.covers(host, split[1], address):
                return exemption.entry
        return None


def _proxy(text: str) -> GoUrl | None:
    """A complete URL, or ``host[:port]`` of an http proxy."""
    if not text:
        return None
    try:
        url = parse_go_url(text)
    except GoUrlError:
        url = None
    if url is not None and url.scheme and url.host:
        return url
    try:
        return parse_go_url(f"http://{text}")
    except GoUrlError:
        return url


def _exemptions(no_proxy: str) -> Iterator[Exemption]:
    entries = [entry.strip().lower() for entry in no_proxy.split(",")]
    if "*" in entries:
        yield Exemption("*", any_host=True)
        return
    for entry in filter(None, entries):
        exemption = _exemption(entry)
        if exemption:
            yield exemption


def _exemption(entry: str) -> Exemption | None:
    network = IpNetwork.parse(entry)
    if network:
        return Exemption(entry, network=network)
    host, port = split_host_port(entry) or (entry, "")
    address = parse_ip(host)
    if address is not None:
        return Exemption(entry, address=address, port=port)
    if not host:
        return None
    return Exemption(entry, domain=ascii_name(host[1:] if host.startswith("*.") else host), port=port)


def ascii_name(name: str) -> str:
    """The host name as it is looked up and sent: labels with letters outside ASCII in Punycode."""
    if name.isascii():
        return name
    labels = unicodedata.normalize("NFKC", name.lower()).replace("\u3002", ".").split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)

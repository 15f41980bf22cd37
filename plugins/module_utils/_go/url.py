# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs as Go's net/url (Go 1.26) parses and prints them.

containerd, K3s and RKE2 use it for every endpoint and proxy. It differs from urllib: it refuses, unescapes and prints
URLs differently. Go strings are bytes: bytes that are not UTF-8 are represented as lone surrogates.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import (
    FRAGMENT_SAFE,
    HOST_SAFE,
    PATH_SAFE,
    USER_SAFE,
    GoUrlError,
    escape,
    is_valid_encoding,
    unescape,
    unescape_host,
    unescape_zone,
)

_USERINFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_OPTIONAL_PORT = re.compile(r"(:[0-9]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ZONE = re.compile(r"[^%]+%.+", re.DOTALL)


@dataclass(frozen=True)
class Userinfo:
    """Credentials in front of a host. Without a colon, ``password`` is None."""

    username: str = field(repr=False)
    password: str | None = field(repr=False)

    def __str__(self) -> str:
        user = escape(self.username, USER_SAFE)
        return user if self.password is None else f"{user}:{escape(self.password, USER_SAFE)}"


@dataclass(frozen=True)
class GoUrl:
    """A parsed URL; ``path`` and ``fragment`` are unescaped, ``host`` keeps brackets and port."""

    scheme: str = ""
    opaque: str = ""
    user: Userinfo | None = None
    host: str = ""
    path: str = ""
    raw_path: str = ""
    query: str = ""
    force_query: bool = False
    fragment: str = ""
    raw_fragment: str = ""
    omit_host: bool = False

    @property
    def hostname(self) -> str:
        """The host without brackets and port."""
        return split_host_port(self.host)[0]

    @property
    def port(self) -> str:
        """The port's digits, or nothing."""
        return split_host_port(self.host)[1]

    @property
    def escaped_path(self) -> str:
        """The path as it is sent: in the original spelling if that is equivalent."""
        if self.raw_path and is_valid_encoding(self.raw_path) and unescape(self.raw_path) == self.path:
            return self.raw_path
        return "*" if self.path == "*" else escape(self.path, PATH_SAFE)

    def __str__(self) -> str:
        text = f"{self.scheme}:" if self.scheme else ""
        text += self.opaque or self._hierarchy(text)
        if self.force_query or self.query:
            text += f"?{self.query}"
        return f"{text}#{self._escaped_fragment()}" if self.fragment else text

    def _hierarchy(self, before: str) -> str:
        path = self.escaped_path
        authority = self._authority()
        if path and not path.startswith("/") and self.host:
            path = "/" + path
        if not before and not authority and ":" in path.split("/", 1)[0]:
            path = "./" + path
        return authority + path

    def _authority(self) -> str:
        if not (self.host or self.user):
            return "//" if self.scheme and not self.omit_host and self.path else ""
        user = f"{self.user}@" if self.user else ""
        return f"//{user}{escape(self.host, HOST_SAFE)}"

    def _escaped_fragment(self) -> str:
        raw = self.raw_fragment
        if raw and is_valid_encoding(raw, FRAGMENT_SAFE) and unescape(raw) == self.fragment:
            return raw
        return escape(self.fragment, FRAGMENT_SAFE)


def parse_go_url(text: str) -> GoUrl:
    """Parse like ``url.Parse``; raises GoUrlError."""
    before, _hash, fragment = text.partition("#")
    if _CONTROL.search(before):
        raise GoUrlError("invalid control character in the URL")
    unescaped = unescape(fragment)
    if before == "*":
        return GoUrl(path="*", fragment=unescaped, raw_fragment=fragment)
    scheme, rest = _split_scheme(before)
    force_query = rest.endswith("?") and rest.count("?") == 1
    rest, _mark, query = rest.partition("?")
    if scheme and not rest.startswith("/"):
        return GoUrl(scheme, rest, None, "", "", "", query, force_query, unescaped, fragment)
    user, host, path = _split_authority(scheme, rest)
    omit_host = bool(scheme) and rest.startswith("/") and not rest.startswith("//")
    return GoUrl(scheme, "", user, host, unescape(path), path, query, force_query, unescaped, fragment, omit_host)


def split_host_port(host: str) -> tuple[str, str]:
    """Split as ``URL.Hostname`` and ``URL.Port`` do; brackets are dropped."""
    colon = host.rfind(":")
    port = ""
    if colon >= 0 and _OPTIONAL_PORT.fullmatch(host[colon:]):
        host, port = host[:colon], host[colon + 1 :]
    return (host[1:-1] if host.startswith("[") and host.endswith("]") else host), port


def _split_authority(scheme: str, rest: str) -> tuple[Userinfo | None, str, str]:
    if not rest.startswith("/") and ":" in rest.split("/", 1)[0]:
        raise GoUrlError("first path segment in URL cannot contain colon")
    if not rest.startswith("//") or (rest.startswith("///") and not scheme):
        return None, "", rest
    authority, slash, path = rest[2:].partition("/")
    return *_parse_authority(scheme, authority), slash + path


def _split_scheme(text: str) -> tuple[str, str]:
    if text.startswith(":"):
        raise GoUrlError("missing protocol scheme")
    scheme = _SCHEME.match(text)
    if scheme and text[scheme.end() : scheme.end() + 1] == ":":
        return scheme.group().lower(), text[scheme.end() + 1 :]
    return "", text


def _parse_authority(scheme: str, authority: str) -> tuple[Userinfo | None, str]:
    userinfo, at, host = authority.rpartition("@")
    host = _parse_host(scheme, host)
    if not at:
        return None, host
    if not _USERINFO.fullmatch(userinfo):
        raise GoUrlError("invalid userinfo")
    username, colon, password = userinfo.partition(":")
    return Userinfo(unescape(username), unescape(password) if colon else None), host


def _parse_host(scheme: str, host: str) -> str:
    if host.rfind("[") > 0:
        raise GoUrlError("invalid IP-literal")
    if host.startswith("["):
        return _parse_ip_literal(host)
    first = host.find(":")
    if first >= 0:
        # Only http and https refuse further colons: database URLs list several hosts.
        start = first if scheme in ("http", "https") else host.rfind(":")
        _check_port(host[start:])
    return unescape_host(host)


def _parse_ip_literal(host: str) -> str:
    end = host.rfind("]")
    if end < 0:
        raise GoUrlError("missing ']' in host")
    _check_port(host[end + 1 :])
    address, percent, zone = host[1:end].partition("%25")
    name = unescape_host(address) + (unescape_zone(percent + zone) if percent else "")
    if "%" in name and not _ZONE.fullmatch(name):
        raise GoUrlError("invalid host: zone must be a non-empty string")
    try:
        ipaddress.IPv6Address(name.partition("%")[0])
    except ValueError:
        raise GoUrlError("invalid host: no IPv6 address between the brackets") from None
    return f"[{name}]{host[end + 1 :]}"


def _check_port(text: str) -> None:
    if not _OPTIONAL_PORT.fullmatch(text):
        raise GoUrlError("invalid port after host")

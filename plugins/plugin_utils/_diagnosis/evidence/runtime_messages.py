# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in messages of the runtimes: containerd 1.6 to 2.1, Docker Engine 20.10 to 28, wharfie (RKE2's bootstrap).

All of them are programs in Go, and most messages are from the libraries of Go (1.19 to 1.25). On Windows, Go uses the
English messages of the system, independent of the language of the system.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of

_URL = re.compile(r"https?://[^\s\"'<>]+")
_RESOLVED_NAME = re.compile(r"lookup (?P<name>[^\s:]+)")


@dataclass(frozen=True)
class RuntimeMessage:
    """The cause code of a message, and the ``host[:port]`` in it (or empty)."""

    code: str
    host: str = ""


def _rule(code: str, *patterns: str) -> tuple[str, re.Pattern[str]]:
    return code, re.compile("|".join(patterns), re.IGNORECASE)


_TIMEOUT = _rule(
    "timeout",
    r"i/o timeout",
    r"tls handshake timeout",
    r"context deadline exceeded",
    r"deadlineexceeded",
    r"timeout (?:awaiting|exceeded)",
    r"then cut off",
    r"context canceled",
    r"error code: cancel$",
)
# The registry does not accept the token that its token server gave.
REFUSED_TOKEN = re.compile(
    r"\btoken (?:is |has )?(?:not (?:yet valid|valid yet|active yet)|expired|used before)", re.IGNORECASE
)
# Go reports what it meets first: the end of the connection, or that it can't write to it any more.
_ENDED = re.compile(
    r"write: broken pipe|(?:read|write): connection reset by peer|"
    r"wsa(?:recv|send): an (?:existing|established) connection was|\": EOF$",
    re.IGNORECASE,
)
# The first one that matches counts: what is more special comes first.
RULES = (
    # A file of certificates or a key on the node.
    _rule("tls_unknown_ca", r"unable to (?:read|load) ca cert "),
    _rule("tls_client_cert", r"unable to read cert file ", r"failed to load x509 key pair"),
    _rule("disk_full", r"no space left on device", r"disk quota exceeded", r"there is not enough space on the disk"),
    _rule("store_read_only", r"read-only file system", r"the media is write protected"),
    _rule(
        "runtime_down",
        r"cannot connect to the docker daemon",
        r"dial unix [^:]+: connect: (?:no such file|connection refused)",
        r"containerd\.sock: (?:no such file|connect: connection refused)",
        r"unknown service runtime\.v1",
    ),
    _rule(
        "digest_differs",
        r"unexpected commit digest",
        r"failed size validation",
        r"failed to read expected number of bytes",
        r"short read: expected \d+ bytes",
        r"verification failed for digest",
        r"digest (?:mis|did not )match",
    ),
    _rule(
        "layer_unsupported",
        r"archive/tar: invalid tar header",
        r"no processor for media-type",
        r"unsupported media type application/vnd\.(?!docker\.distribution\.manifest|oci\.image\.(?:manifest|index)\.)",
    ),
    _rule(
        "platform_missing", r"no match for platform in manifest", r"no matching manifest for", r"no child with platform"
    ),
    _rule(
        "blob_unreachable",
        r"failed to copy: httpreadseeker: failed open: failed to do request",
        r"could not fetch content descriptor .*not found",
        r"error pulling image configuration: (?:get |unknown blob|download failed .*(?:dial tcp|lookup|x509))",
    ),
    _rule(
        "credentials_wrong",
        r"failed to fetch oauth token: .*\b401\b",
        r"incorrect username or password",
        r"bad username or password",
    ),
    _rule("credentials_missing", r"failed to fetch anonymous token: .*\b401\b", r"no basic auth credentials"),
    _rule("token_scope", r"insufficient_scope", r"insufficient scope", r"failed to fetch \w+ token: .*\b403\b"),
    _rule("rate_limited", r"failed to fetch \w+ token: .*\b429\b"),
    ("token_server", REFUSED_TOKEN),
    _rule(
        "token_server",
        r"failed to fetch (?:oauth|anonymous) token",
        r'": get \\?"https?://[^"]+[?&](?:scope|service)=[^"]*": ',
    ),
    _rule("proxy_auth", r"proxy authentication required"),
    _rule("proxy_unresolved", r"proxyconnect tcp: dial tcp: lookup"),
    _rule(
        "proxy_not_a_proxy",
        r"proxyconnect tcp: (?:tls: |malformed |EOF|http: server gave)",
        r'(?:head|get) \\?"https://[^"]+": malformed http response',
        r"malformed http status code",
    ),
    _rule("proxy_refused", r"proxyconnect tcp: "),
    _rule(
        "proxy_denied",
        r'(?:head|get|post) \\?"https?://[^"]+": (?:forbidden|not found|bad request|method not allowed)$',
    ),
    _rule(
        "proxy_error",
        r'(?:head|get|post) \\?"https?://[^"]+": (?:bad gateway|service unavailable|gateway time-?out'
        r"|internal server error)$",
    ),
    _rule(
        "dns", r"no such host", r"server misbehaving", r"lookup \S+(?: on \S+)?: .*(?:i/o timeout|connection refused)"
    ),
    _rule(
        "no_route",
        r"no route to host",
        r"network is unreachable",
        r"host is unreachable",
        r"connectex: a socket operation was attempted to an unreachable",
    ),
    _rule("connect_refused", r"connect: connection refused", r"connectex: No connection could be made"),
    _rule(
        "connect_timeout",
        r"dial tcp [^ ]+: (?:i/o timeout|connect: connection timed out)",
        r"request canceled while waiting for connection",
        r"connectex: a connection attempt failed because the connected party did not",
    ),
    _rule("tls_no_san", r"relies on legacy common name field"),
    _rule("tls_name", r"certificate is (?:valid for|not valid for any names)", r"doesn't contain any ip sans"),
    _rule("tls_not_yet_valid", r"x509: certificate has expired or is not yet valid:.* is before"),
    _rule("tls_expired", r"x509: certificate has expired"),
    _rule("tls_unknown_ca", r"x509: certificate signed by unknown authority", r"certificate is not trusted"),
    _rule(
        "tls_client_cert",
        r"remote error: tls: (?:bad certificate|certificate required|unknown certificate)",
        r"remote error: tls: (?:unsupported|revoked|expired) certificate",
    ),
    _rule(
        "tls_plain_http",
        r"server gave http response to https client",
        r"first record does not look like a tls handshake",
    ),
    _rule(
        "https_on_http",
        r"http request to an https server",
        r'malformed http response \\*"\\+x15',
        r'"http://[^"]+": EOF$',
    ),
    _rule("tls_handshake", r"\btls: ", r"x509: "),
    _rule("rate_limited", r"toomanyrequests", r"too many requests", r"rate limit"),
    _rule("forbidden", r"\b403 forbidden\b", r"\bdenied: ", r"^(?:\d+ )?denied$", r"unexpected status code .*\b403\b"),
    _rule(
        "credentials_missing",
        r"\b401 unauthorized\b",
        r"unauthorized: ",
        r"^(?:\d+ )?unauthorized$",
        r"pull access denied",
        r"authorization failed",
    ),
    _rule("repository_unknown", r"name unknown", r"name_unknown", r"repository .* not found"),
    _rule(
        "server_error",
        r"\b5\d\d (?:internal server error|bad gateway|service unavailable|gateway time-?out)",
        r"unexpected (?:http )?status(?: code)?.*\b5\d\d\b",
        r"stopped after 10 redirects",
    ),
    _rule(
        "not_a_registry",
        r"invalid character '<'",
        r"text/html",
        r"unexpected media type",
        r"error parsing http \d+ response body",
    ),
    _rule("tag_unknown", r"manifest unknown", r"manifest_unknown", r"\bnot found\b"),
    _TIMEOUT,
)


def parse_message(text: str) -> RuntimeMessage | None:
    """The parsed message, None if it is not known."""
    found = next((code for code, pattern in RULES if pattern.search(text)), None)
    return RuntimeMessage(found, host_in(text)) if found else None


def reports_timeout(text: str) -> bool:
    """Whether the message contains a timeout, in addition to any other fault."""
    return _TIMEOUT[1].search(text) is not None


def reports_end(text: str) -> bool:
    """Whether the message reports that the server ended the connection, without a reason."""
    return _ENDED.search(text) is not None


def place_in(text: str) -> str:
    """The last URL, or the name that was looked up; empty where there is neither."""
    urls = _URL.findall(text)
    if urls:
        return str(urls[-1]).rstrip("\\:,")
    lookup = _RESOLVED_NAME.search(text)
    return lookup["name"] if lookup else ""


def host_in(text: str) -> str:
    """``host[:port]`` of the last URL, or the name that was looked up; empty where there is neither."""
    place = place_in(text)
    return host_of(place) if "://" in place else place

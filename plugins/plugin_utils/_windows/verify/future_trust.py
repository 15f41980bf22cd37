# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests of curl.exe as if CA certificates were already installed on the Windows node. Nothing is written there.

Schannel reads CA certificates from files and stores only. For a server that the node does not trust yet, a request
without credentials returns its certificates. The controller verifies them, and further requests accept only this key.
This is an approximation: Windows also checks name constraints, policies and its list of distrusted certificates.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import (
    Certificate,
    is_among,
    read_chain,
    read_pem,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import is_distrust
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlRequest, CurlResponse

# The exit code of curl if the file with CA certificates does not exist.
_NO_CA_FILE = 77
_LONGEST_CHAIN = 10

Send = Callable[[Sequence[CurlRequest]], list[CurlResponse]]


@dataclass
class FutureTrust:
    """`anchors` are PEM texts for the node's stores, `files` PEM texts by their future paths, `now` is in UTC.

    `pins` are the public keys of servers that will be trusted, by origin. `unknown` are the origins of servers whose
    certificates the node's curl.exe does not print.
    """

    anchors: Sequence[str]
    files: Mapping[str, str]
    now: datetime.datetime
    pins: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def applies_to(self, request: CurlRequest, response: CurlResponse) -> bool:
        """Whether the request failed because a certificate is not installed yet."""
        if request.ca_file in self.files:
            return response.code == _NO_CA_FILE or is_distrust(response)
        return bool(self.anchors) and not request.ca_file and is_distrust(response)

    def evaluate(self, request: CurlRequest, response: CurlResponse) -> None:
        """Verify the certificates of the server, if it answered."""
        chain = read_chain(response.chain)
        if not chain:
            if response.answer is not None:
                self.unknown.add(origin(request.url))
            return
        file = self.files.get(request.ca_file)
        known = read_pem(self.anchors if file is None else [file])
        if is_trusted(chain, known, urlsplit(request.url).hostname or "", self.now, needs_root=file is None):
            self.pins[origin(request.url)] = pin_of(chain[0])

    def forget(self, request: CurlRequest) -> None:
        """The server of this request is trusted already."""
        self.unknown.discard(origin(request.url))

    def with_pin(self, request: CurlRequest) -> CurlRequest:
        """The same request, which accepts only the verified key of the server."""
        pin = self.pins.get(origin(request.url), "")
        return replace(request, insecure=True, pin=pin, ca_file="") if pin else request


def send_trusting(future_trust: FutureTrust, requests: Sequence[CurlRequest], send: Send) -> list[CurlResponse]:
    """The responses as they will be with the certificates installed. `send` is one remote call."""
    found = send([future_trust.with_pin(request) for request in requests])
    untrusted = [index for index, response in enumerate(found) if future_trust.applies_to(requests[index], response)]
    unauthenticated = [_anonymous(requests[index]) for index in untrusted]
    for index, response in zip(untrusted, send(unauthenticated), strict=True):
        future_trust.evaluate(requests[index], response)
    again = [index for index in untrusted if origin(requests[index].url) in future_trust.pins]
    for index, response in zip(again, send([future_trust.with_pin(requests[index]) for index in again]), strict=True):
        found[index] = response
    return found


def is_trusted(
    chain: Sequence[Certificate], known: Sequence[Certificate], host: str, now: datetime.datetime, needs_root: bool
) -> bool:
    """Whether a chain of valid certificates leads from the server's certificate to a known one.

    Windows requires a root in its store. containerd accepts any certificate of a file.
    """
    if not _is_named(chain[0], host) or not chain[0].begins <= now <= chain[0].ends:
        return False
    current = chain[0]
    for _step in range(_LONGEST_CHAIN):
        if current in known and (current.is_self_signed or not needs_root):
            return True
        # A server may send any certificates. Only a CA may have issued others.
        above = _issuer(current, [*known, *(one for one in chain[1:] if one.is_authority)], now)
        if above is None or above == current:
            return False
        current = above
    return False


def pin_of(certificate: Certificate) -> str:
    """The public key in the format of curl."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = certificate.raw.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"sha256//{base64.b64encode(hashlib.sha256(key).digest()).decode()}"


def origin(url: str) -> str:
    """`https://host:port`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or 443}"


def _anonymous(request: CurlRequest) -> CurlRequest:
    """A server that is not verified gets no credentials."""
    return replace(request, headers=(), user="", insecure=True, ca_file="", shows_chain=True)


def _issuer(certificate: Certificate, others: Sequence[Certificate], now: datetime.datetime) -> Certificate | None:
    return next(
        (
            one
            for one in others
            if one.subject == certificate.issuer and one.begins <= now <= one.ends and certificate.is_issued_by(one)
        ),
        None,
    )


def _is_named(certificate: Certificate, host: str) -> bool:
    names = {name.lower() for name in certificate.names}
    try:
        return str(ipaddress.ip_address(host)) in names
    except ValueError:
        return is_among(host.lower(), names)

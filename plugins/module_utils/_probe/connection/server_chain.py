# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that a server sends, whether or not they can be trusted.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import ssl
import sys
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.openssl import openssl_chain
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import unverified
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_stream import TlsStream

_SHOWS_CHAINS = sys.version_info >= (3, 10)
_HANDSHAKE, _CERTIFICATE = 22, 11
_DER = 2


@dataclass(frozen=True)
class Redial:
    """How to read a chain again: `dial` makes another connection, `commands` may have the openssl program."""

    dial: t.Callable[[], Stream]
    commands: t.Optional[Commands] = None


@dataclass(frozen=True)
class SentChain:
    """Base64 of the DER forms, leaf first, as sent; `is_whole` unless the server may have sent more."""

    certificates: t.Sequence[str] = ()
    is_whole: bool = False


def chain_of(redial: Redial, host: str, deadline: float) -> SentChain:
    """The chain as far as it can be read, possibly empty.

    Python returns the whole chain since 3.10. Before TLS 1.3, certificates are sent in clear, and older versions of
    Python can read them there. If the server only supports TLS 1.3, they return the leaf, and openssl returns the rest.
    """
    chain = _chain_by_python(redial.dial, host, deadline)
    if chain.certificates and not chain.is_whole and redial.commands:
        found = openssl_chain(redial.commands, redial.dial, host, deadline)
        if found:
            return SentChain(found, is_whole=True)
    return chain


def _chain_by_python(dial: t.Callable[[], Stream], host: str, deadline: float) -> SentChain:
    oldest_first = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.MAXIMUM_SUPPORTED)
    chain = SentChain()
    for version in oldest_first[1:] if _SHOWS_CHAINS else oldest_first:
        chain = _received_chain(dial(), host, version, deadline)
        if chain.certificates:
            break
    return chain


def _received_chain(stream: Stream, host: str, version: ssl.TLSVersion, deadline: float) -> SentChain:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified(context)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.maximum_version = version
    tls = TlsStream(stream, context, host)
    try:
        tls.handshake(deadline)
    except OSError:
        # It may want a client's certificate, after it showed its own.
        return _whole(_sent_in_clear(tls.received)) or SentChain()
    finally:
        stream.close()
    leaf = tls.tls.getpeercert(binary_form=True)
    return _whole(_whole_chain(tls.tls) or _sent_in_clear(tls.received)) or SentChain(_encoded([leaf] if leaf else []))


def _whole(certificates: t.Sequence[bytes]) -> t.Optional[SentChain]:
    return SentChain(_encoded(certificates), is_whole=True) if certificates else None


def _encoded(certificates: t.Sequence[bytes]) -> list[str]:
    return [base64.b64encode(certificate).decode() for certificate in certificates]


def _whole_chain(tls: ssl.SSLObject) -> list[bytes]:
    """Public since Python 3.13; since 3.10 inside, as objects."""
    public = getattr(tls, "get_unverified_chain", None)
    inner = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)
    found = public() if public else inner() if inner else None
    return [item if isinstance(item, bytes) else item.public_bytes(_DER) for item in found or ()]


def handshake_messages(received: bytes) -> t.Iterator[tuple[int, bytes]]:
    """Type and body of what a server sent in clear (TLS 1.2; RFC 5246, 7.4)."""
    messages = b"".join(_handshake_records(received))
    while len(messages) >= 4:
        end = 4 + int.from_bytes(messages[1:4], "big")
        yield messages[0], messages[4:end]
        messages = messages[end:]


def _sent_in_clear(received: bytes) -> list[bytes]:
    return next((list(_vectors(body[3:])) for kind, body in handshake_messages(received) if kind == _CERTIFICATE), [])


def _handshake_records(received: bytes) -> t.Iterator[bytes]:
    while len(received) >= 5 and received[0] == _HANDSHAKE:
        length = int.from_bytes(received[3:5], "big")
        yield received[5 : 5 + length]
        received = received[5 + length :]


def _vectors(data: bytes) -> t.Iterator[bytes]:
    while len(data) >= 3:
        length = int.from_bytes(data[:3], "big")
        yield data[3 : 3 + length]
        data = data[3 + length :]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS handshake, and what a failed one means.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import ssl
import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import ascii_name
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.certificate_end import first_end
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.server_chain import (
    Redial,
    SentChain,
    chain_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_stream import (
    ClientRefusedError,
    TlsStream,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

# X509_V_ERR_* of OpenSSL.
_VERIFY_FAULTS = {
    **dict.fromkeys((2, 7, 18, 19, 20, 21, 24, 27, 79), "tls_untrusted"),
    9: "tls_not_yet_valid",
    10: "tls_expired",
    **dict.fromkeys((62, 64), "tls_name"),
}
_TLS_RECORDS = range(20, 24)


def start_tls(
    stream: Stream, context: ssl.SSLContext, host: str, redial: Redial, seconds: float
) -> tuple[TlsStream, Outcome]:
    """TLS with `host` over `stream`. Facts: `version`, `expires` (the leaf's notAfter as OpenSSL prints it), and
    those of `first_end`.

    Faults: tls_untrusted, tls_name, tls_expired, tls_not_yet_valid, tls_plain_http, tls_client_cert, tls_handshake,
    not_a_registry (the answer is neither TLS nor HTTP), timeout; with the facts `chain` (and whether that is all of it,
    `chain_whole`), `verify`, `node_time`, `received` (whether the server sent anything). `redial` makes another
    connection to read the chain.
    """
    deadline = time.monotonic() + seconds
    name = ascii_name(host).partition("%")[0]
    tls = _over(stream, context, name)
    try:
        tls.handshake(deadline)
    except (ssl.SSLCertVerificationError, ssl.CertificateError) as error:
        stream.close()
        raise _unverified(error, name, redial, deadline) from None
    except TimeoutError:
        stream.close()
        raise ProbeError("timeout", f"no TLS handshake within {seconds:g} s") from None
    except OSError as error:
        stream.close()
        raise _broken(error, tls, redial, deadline) from None
    return tls, _outcome(tls.tls, is_verified=context.verify_mode == ssl.CERT_REQUIRED)


def client_fault(error: OSError) -> t.Optional[ProbeError]:
    """The fault if the server refuses the client certificate, or the lack of one; with TLS 1.3 after the handshake."""
    words = _words(error).lower().replace("_", " ")
    is_alert = isinstance(error, ssl.SSLError) and "alert" in words
    if (is_alert and ("certificate" in words or "unknown ca" in words)) or isinstance(error, ClientRefusedError):
        observed = f"the server refuses the client's certificate, or the lack of one: {_words(error)}"
        return ProbeError("tls_client_cert", observed, {"verify": _words(error)}, stage="tls")
    return None


def _outcome(tls: ssl.SSLObject, is_verified: bool) -> Outcome:
    version, leaf = tls.version(), tls.getpeercert() or {}
    verified = "verified" if is_verified else "not verified, as set"
    facts = {"version": version, "expires": leaf.get("notAfter", ""), **first_end(tls)}
    return Outcome(f"{version}, certificate {verified}", facts)


def _over(stream: Stream, context: ssl.SSLContext, name: str) -> TlsStream:
    try:
        return TlsStream(stream, context, name)
    except ValueError as error:
        stream.close()
        raise ProbeError("tls_handshake", f"{name!r} is not a valid name for TLS: {error}") from None


def _unverified(error: ssl.SSLError, name: str, redial: Redial, deadline: float) -> ProbeError:
    code = getattr(error, "verify_code", 0)
    words = str(getattr(error, "verify_message", "") or error)
    facts: dict[str, t.Any] = {"verify": words, "verify_code": code, "node_time": int(time.time())}
    chain = SentChain()
    # Without the chain the fault is still one.
    with contextlib.suppress(OSError, ProbeError):
        chain = chain_of(redial, name, deadline)
    facts.update(chain=list(chain.certificates), chain_whole=chain.is_whole)
    return ProbeError(_VERIFY_FAULTS.get(code, "tls_handshake"), words, facts)


def _broken(error: OSError, tls: TlsStream, redial: Redial, deadline: float) -> ProbeError:
    words, received = _words(error), tls.received
    facts = {"verify": words, "node_time": int(time.time()), "received": bool(received)}
    if received and received[0] not in _TLS_RECORDS:
        start = received[:40].decode("ascii", "replace").splitlines()[0]
        is_web = received.startswith((b"HTTP/", b"<"))
        return ProbeError("tls_plain_http" if is_web else "not_a_registry", f"the server answers {start!r}", facts)
    refused = client_fault(error)
    if refused:
        return refused
    if tls.certificate_requested:
        observed = f"the server requests a client certificate, then: {words}"
        return ProbeError("tls_client_cert", observed, facts)
    if not received and _answers_plain_http(redial, deadline):
        return ProbeError("tls_plain_http", "the server closes TLS connections and answers plain http", facts)
    return ProbeError("tls_handshake", words if received else f"the server closes the connection: {words}", facts)


def _answers_plain_http(redial: Redial, deadline: float) -> bool:
    try:
        stream = redial.dial()
        with contextlib.closing(stream):
            stream.write(b"GET / HTTP/1.0\r\n\r\n", deadline)
            return stream.read(5, deadline).startswith(b"HTTP/")
    except (OSError, ProbeError):
        return False


def _words(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(reason or error or type(error).__name__)

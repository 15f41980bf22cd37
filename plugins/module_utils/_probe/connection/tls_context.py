# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings as a Go program has them: which certificates count, and how strictly the rest is checked.

Everything that differs between versions of Python or policies of distributions is set explicitly.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import threading
import typing as t
from dataclasses import asdict

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Trust
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

# crypto/x509/root_linux.go (Go 1.26): the first of the files that can be read, and all files of the directories.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_FOLDERS = ("/etc/ssl/certs", "/etc/pki/tls/certs")
# Go takes any certificate of the pool for an anchor; Python names the flag since 3.10 only.
_PARTIAL_CHAIN = 0x80000
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_END = "-----END CERTIFICATE-----"
# Python has no public attribute for it; without it, requests for a client certificate stay unknown.
_MESSAGE_CALLBACK = "_msg_callback"
_HANDSHAKE, _CERTIFICATE_REQUEST = 22, 13


class ClientTls(ssl.SSLObject):
    """TLS that records whether the server requested a client certificate. TLS 1.3 encrypts that message."""

    certificate_requested = False


class Contexts:
    """Makes each context once: to read all the anchors of a system takes longer than the handshake."""

    def __init__(self) -> None:
        self._known: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def of(self, trust: Trust, variables: t.Mapping[str, str]) -> ssl.SSLContext:
        """As `client_context`."""
        key = json.dumps([asdict(trust), variables.get("SSL_CERT_FILE"), variables.get("SSL_CERT_DIR")])
        with self._lock:
            if key not in self._known:
                self._known[key] = client_context(trust, variables)
            return self._known[key]


def client_context(trust: Trust, variables: t.Mapping[str, str]) -> ssl.SSLContext:
    """What a Go program with these settings and environment verifies by. Raises ProbeError (tls_untrusted for a file of
    certificates that can't be read, tls_client_cert for a client's certificate that can't be used).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    record_requests(context)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.verify_flags = ssl.VerifyFlags((ssl.VERIFY_X509_TRUSTED_FIRST | _PARTIAL_CHAIN) & ~ssl.VERIFY_X509_STRICT)
    # Go has no least size of keys that OpenSSL's default level would refuse.
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    _show_client(context, trust)
    if trust.skip_verify:
        unverified(context)
        return context
    for pem in _anchors(trust, variables):
        # One that can't be parsed is passed over, as Go does.
        with contextlib.suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=pem)
    return context


def record_requests(context: ssl.SSLContext) -> None:
    """Make `certificate_requested` of the context's connections known."""
    context.sslobject_class = ClientTls
    setattr(context, _MESSAGE_CALLBACK, _record_request)


def unverified(context: ssl.SSLContext) -> None:
    """Make a context take any certificate."""
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE


def _record_request(
    connection: ssl.SSLObject, direction: str, _version: int, content: int, message: int, _data: bytes
) -> None:
    if isinstance(connection, ClientTls) and (direction, content, message) == (
        "read",
        _HANDSHAKE,
        _CERTIFICATE_REQUEST,
    ):
        connection.certificate_requested = True


def _anchors(trust: Trust, variables: t.Mapping[str, str]) -> t.Iterator[str]:
    found: dict[str, None] = {}
    texts = list(_system_texts(variables)) if trust.system_roots else []
    for text in (*texts, *(_ca_file(path) for path in trust.ca_files), trust.ca_text):
        found.update(dict.fromkeys(_certificates(text)))
    return iter(found)


def _certificates(text: str) -> t.Iterator[str]:
    for part in text.split(_CERTIFICATE)[1:]:
        body, end, _rest = part.partition(_END)
        if end:
            yield f"{_CERTIFICATE}{body}{end}\n"


def _system_texts(variables: t.Mapping[str, str]) -> t.Iterator[str]:
    file, folders = variables.get("SSL_CERT_FILE"), variables.get("SSL_CERT_DIR")
    for path in (file,) if file else _BUNDLES:
        text = _read(path)
        if text:
            yield text
            break
    for folder in folders.split(":") if folders else _FOLDERS:
        yield from _folder_texts(folder)


def _folder_texts(folder: str) -> t.Iterator[str]:
    """The files of a folder; the links by hash in it lead to its own files."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        is_own_link = os.path.islink(path) and "/" not in os.readlink(path)
        if not is_own_link and path not in _BUNDLES:
            yield _read(path)


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as handle:
            return handle.read()
    except OSError:
        return ""


def _ca_file(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as handle:
            text = handle.read()
    except OSError as error:
        words = f"the CA file {path} can't be read: {error.strerror}"
        raise ProbeError("tls_untrusted", words, {"ca_file": path, "verify": words}) from None
    if not any(_certificates(text)):
        words = f"there is no certificate in the CA file {path}"
        raise ProbeError("tls_untrusted", words, {"ca_file": path, "verify": words})
    return text


def _show_client(context: ssl.SSLContext, trust: Trust) -> None:
    if not (trust.client_cert or trust.client_text):
        return
    try:
        if trust.client_text:
            _load_text(context, trust)
        else:
            context.load_cert_chain(trust.client_cert, trust.client_key or None, password="")
    except (OSError, ValueError) as error:
        shown = trust.client_cert or "the client certificate to be written"
        words = _reason(error)
        raise ProbeError("tls_client_cert", f"{shown} and its key can't be used: {words}") from None


def _reason(error: Exception) -> str:
    """OpenSSL's reasons are names in capitals; its sentences end with a line of its source."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return str(getattr(error, "strerror", None) or error)


def _load_text(context: ssl.SSLContext, trust: Trust) -> None:
    """Load the texts with a file in memory, because OpenSSL needs a file. No other process can open it, and it does not
    remain after a crash.
    """
    handle = os.memfd_create("client")
    try:
        for path in filter(None, (trust.client_cert, trust.client_key)):
            with open(path, "rb") as part:
                os.write(handle, part.read() + b"\n")
        os.write(handle, trust.client_text.encode())
        context.load_cert_chain(f"/proc/self/fd/{handle}", password="")
    finally:
        os.close(handle)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read CA certificates from PEM text, and report faults before any node is changed.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from cryptography import x509

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_CERTIFICATE_LABELS = ("CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE")


class PemError(Exception):
    """Why a text is not a usable set of CA certificates, as `(id, observed, fix)`."""

    def __init__(self, identifier: str, observed: str, fix: str) -> None:
        super().__init__(observed)
        self.identifier = identifier
        self.observed = observed
        self.fix = fix


@dataclass(frozen=True)
class CaCertificate:
    """One certificate: `pem` with a line feed at the end, `fingerprint` SHA-256 of the DER in lower-case hex."""

    pem: str = field(repr=False)
    fingerprint: str
    subject: str
    issuer: str
    not_before: datetime.datetime
    not_after: datetime.datetime
    is_ca: bool

    def summary(self) -> str:
        """What a person wants to know of it, line by line."""
        return (
            f"subject: {self.subject}\nissuer: {self.issuer}\n"
            f"valid: {self.not_before:%Y-%m-%d} to {self.not_after:%Y-%m-%d}\nsha256: {self.fingerprint}\n"
        )


def split_pem(text: str) -> tuple[CaCertificate, ...]:
    """The certificates of a PEM text in order, each once; raises `PemError` on anything that does not belong there."""
    labels = [match.group(1) for match in _BLOCK.finditer(text)]
    if not labels:
        raise PemError("not-pem", "It contains no PEM block (-----BEGIN …-----)", "use a certificate in PEM format")
    if any("PRIVATE KEY" in label for label in labels):
        raise PemError("private-key", "It contains a private key", "remove the key, only the certificate is needed")
    blocks = [match.group(0) for match in _BLOCK.finditer(text) if match.group(1) in _CERTIFICATE_LABELS]
    if not blocks:
        raise PemError(
            "no-certificate", f"It contains only {', '.join(sorted(set(labels)))}", "use a CERTIFICATE block"
        )
    found = {certificate.fingerprint: certificate for certificate in map(_load, reversed(blocks))}
    return tuple(reversed(found.values()))


def check_validity(certificate: CaCertificate, now: datetime.datetime, allow_leaf: bool) -> None:
    """Raise `PemError` for a certificate that can be no trust anchor at `now`."""
    if certificate.not_after < now:
        raise PemError(
            "expired",
            f"{certificate.subject} expired on {certificate.not_after:%Y-%m-%d}",
            "replace it with its successor",
        )
    if certificate.not_before > now:
        raise PemError(
            "not-yet-valid",
            f"{certificate.subject} is not valid before {certificate.not_before:%Y-%m-%d %H:%M} UTC",
            "check the controller's clock, or install it once it is valid",
        )
    if not certificate.is_ca and not allow_leaf:
        raise PemError(
            "not-a-ca",
            f"{certificate.subject} is not a CA (basic constraints)",
            "use the CA that signed it, or set allow_leaf: true to trust this certificate itself",
        )


def days_left(certificate: CaCertificate, now: datetime.datetime) -> int:
    """Whole days until the certificate expires."""
    return (certificate.not_after - now).days


def _load(block: str) -> CaCertificate:
    # ansible-core brings cryptography; ansible-test imports plugins without it, so it is imported where it is used.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    plain = re.sub(r"(BEGIN|END) (?:TRUSTED |X509 )CERTIFICATE", r"\1 CERTIFICATE", block)
    try:
        certificate = x509.load_pem_x509_certificate(plain.encode())
    except ValueError as error:
        raise PemError("not-pem", "It contains an invalid CERTIFICATE block", "copy the certificate again") from error
    return CaCertificate(
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        is_ca=_is_ca(certificate),
    )


def _is_ca(certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return constraints.value.ca

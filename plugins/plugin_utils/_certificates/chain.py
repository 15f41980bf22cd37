# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate chain as a server sent it, and what can be read out of it about the certificate that is missing.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import re
import typing as t
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

if t.TYPE_CHECKING:
    from cryptography import x509

_SOUNDS_INTERMEDIATE = re.compile(r"\b(?:intermediate|issuing|subordinate|sub ?ca)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Certificate:
    """One certificate; names as text (``CN=corp-root``), ``names`` the subject alternative names."""

    raw: x509.Certificate = field(repr=False)

    @property
    def subject(self) -> str:
        """The subject's name."""
        return self.raw.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        """The issuer's name."""
        return self.raw.issuer.rfc4514_string()

    @property
    def is_self_signed(self) -> bool:
        """Whether it is its own issuer, by name."""
        return self.raw.subject == self.raw.issuer

    @property
    def begins(self) -> datetime:
        """From when on it is valid, in UTC."""
        return self.raw.not_valid_before_utc

    @property
    def ends(self) -> datetime:
        """Until when it is valid, in UTC."""
        return self.raw.not_valid_after_utc

    @property
    def names(self) -> tuple[str, ...]:
        """Its subject alternative names, as far as TLS uses them."""
        from cryptography import x509

        try:
            names = self.raw.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (x509.ExtensionNotFound, ValueError):
            return ()
        addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
        return (*names.get_values_for_type(x509.DNSName), *addresses)

    @property
    def is_authority(self) -> bool | None:
        """Whether it may sign others, None where that can't be read."""
        from cryptography import x509

        try:
            return self.raw.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            return False
        except ValueError:
            return None

    def is_issued_by(self, other: Certificate) -> bool:
        """Whether the other one's key signed it."""
        return self._was_signed_by(other) is True

    def was_signed_by_another(self, other: Certificate) -> bool:
        """Whether the other one's key did certainly not sign it: an unknown algorithm proves nothing."""
        return self._was_signed_by(other) is False

    def _was_signed_by(self, other: Certificate) -> bool | None:
        from cryptography.exceptions import InvalidSignature

        try:
            self.raw.verify_directly_issued_by(other.raw)
        except InvalidSignature:
            return False
        except Exception:  # The library raises many kinds of errors if it cannot check the signature.
            return None
        return True


def is_among(host: str, names: Iterable[str]) -> bool:
    """Whether names, in lower case, stand for a host: a wildcard stands for the whole first label, as in Go."""
    rest = host.partition(".")[2]
    wanted = {host, f"*.{rest}"} if rest else {host}
    return not wanted.isdisjoint(names)


def read_chain(encoded: object) -> tuple[Certificate, ...]:
    """The certificates (base64 of DER) that can be read, in the order of the way up from the first one."""
    texts = [text for text in encoded if isinstance(text, str)] if isinstance(encoded, Sequence) else []
    found = list(_readable(texts))
    if not found:
        return ()
    chain, rest = [found[0]], found[1:]
    while not chain[-1].is_self_signed:
        above = next((one for one in rest if one.raw.subject == chain[-1].raw.issuer), None)
        if above is None:
            break
        rest.remove(above)
        chain.append(above)
    return tuple(chain)


def read_pem(texts: Iterable[str]) -> tuple[Certificate, ...]:
    """The certificates in PEM texts; any other text is skipped."""
    from cryptography import x509

    found: list[Certificate] = []
    for text in texts:
        try:
            found.extend(Certificate(raw) for raw in x509.load_pem_x509_certificates(text.encode()))
        except ValueError:
            continue
    return tuple(found)


def why_intermediate(top: Certificate, known: Sequence[Certificate]) -> str:
    """Why the issuer of the last certificate that was sent is an intermediate; empty if nothing indicates it."""
    issuer = next((one for one in known if one.raw.subject == top.raw.issuer and top.is_issued_by(one)), None)
    if issuer is not None:
        return "" if issuer.is_self_signed else f"issued by {issuer.issuer}"
    above = _issuer_of_issuer(top.raw)
    if above and above != top.issuer:
        return f"issued by {above}"
    if _SOUNDS_INTERMEDIATE.search(re.sub(r"[-_.]", " ", top.issuer)):
        return "its name suggests it"
    return "the certificate has the address of its issuer" if _has_issuer_address(top.raw) else ""


def _readable(texts: Sequence[str]) -> Iterator[Certificate]:
    """The certificates of which every part can be read. A broken one is not reliable."""
    from cryptography import x509

    for text in texts:
        try:
            with warnings.catch_warnings():
                # Deprecation warnings about the certificate of a server do not help users.
                warnings.simplefilter("ignore")
                found = Certificate(x509.load_der_x509_certificate(base64.b64decode(text)))
                parts = (found.subject, found.issuer, found.begins, found.ends, found.names)
        except Exception:  # The library has one error for each of the many ways in which they are broken.
            continue
        if all(part is not None for part in parts):
            yield found


def _issuer_of_issuer(certificate: x509.Certificate) -> str:
    """Some authorities write into a certificate who issued its issuer."""
    from cryptography import x509

    try:
        key = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    except (x509.ExtensionNotFound, ValueError):
        return ""
    names = key.authority_cert_issuer or []
    return next((one.value.rfc4514_string() for one in names if isinstance(one, x509.DirectoryName)), "")


def _has_issuer_address(certificate: x509.Certificate) -> bool:
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(one.access_method == AuthorityInformationAccessOID.CA_ISSUERS for one in access)

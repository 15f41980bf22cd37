# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys of registries: what is in them, whether they hold now, and whether they belong together.

Go's crypto/x509 (containerd, Docker Engine, RKE2, K3s) is what judges them in the end.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import (
    CaCertificate,
    PemError,
    split_pem,
)

KEY_LABEL = "PRIVATE KEY"
_BLOCK = re.compile(r"-----BEGIN .*?-----END [A-Z0-9 ]+-----", re.DOTALL)


@dataclass(frozen=True)
class SeenFile:
    """A file of a node, or content of a planned file; ``certificates`` is PEM, ``public_key`` belongs to a key.

    ``unchecked`` is the reason if the public key is not known, but should exist.
    """

    present: bool = True
    labels: tuple[str, ...] = ()
    certificates: str = field(default="", repr=False)
    encrypted: bool = False
    public_key: str | None = None
    unchecked: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> SeenFile:
        """From what the node module ``internal.tls`` returns for one path."""
        return cls(**{**facts, "labels": tuple(facts.get("labels", ()))})

    @property
    def has_key(self) -> bool:
        """Whether a program can read a private key from it."""
        return any(label.endswith(KEY_LABEL) for label in self.labels) and not self.encrypted


def certificates_of(file: SeenFile) -> Sequence[CaCertificate]:
    """Its certificates in order, without those that don't parse: Go skips them in a list of CAs."""
    return [certificate for block in _BLOCK.findall(file.certificates) for certificate in _parsed(block)]


def validity_problem(certificates: Sequence[CaCertificate], now: datetime.datetime) -> str:
    """Why none of the certificates holds at ``now``, in a sentence without a full stop; empty if one does."""
    if not certificates or any(each.not_before <= now <= each.not_after for each in certificates):
        return ""
    first = certificates[0]
    if first.not_after < now:
        return f"{first.subject} expired on {first.not_after:%Y-%m-%d}"
    return f"{first.subject} is not valid before {first.not_before:%Y-%m-%d %H:%M} UTC"


def key_fits(certificate: CaCertificate, public_key: str) -> bool:
    """Whether the certificate belongs to the key with this public half (PEM)."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public_key.encode())
    except ValueError:
        return False
    return _encoded(key) == _encoded(x509.load_pem_x509_certificate(certificate.pem.encode()).public_key())


def public_half(private_key: str) -> str | None:
    """The public key (PEM) of a private one in PEM; None where it can't be read, for instance because of a password."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return _encoded(load_pem_private_key(private_key.encode(), None).public_key()).decode()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _parsed(block: str) -> Sequence[CaCertificate]:
    try:
        return split_pem(block)
    except PemError:
        return ()


def _encoded(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    encoded: bytes = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return encoded

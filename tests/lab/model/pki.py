# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's certificate authorities and server certificates, made once per lab and kept in ``.lab/pki``.

Files: ``NAME.pem`` (an authority's certificate, or a server's certificate followed by the intermediates it sends) and
``NAME.key`` (0600). ``corp-ca.pem`` is the corporate root and intermediate in one file, as companies hand them out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ROOTS = ("corp-root", "harbor-ca", "public-ca")
SERVERS = {
    "registry.lab": "corp-intermediate",
    "mirror.lab": "corp-intermediate",
    "harbor.lab": "harbor-ca",
    "artifactory.lab": "harbor-ca",
    "token.lab": "harbor-ca",
    "quay.io": "public-ca",
}
TOKEN_SIGNER = "token-signer"


class Oddity(Enum):
    """What can be wrong with a server's certificate while its key and its issuer are right."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NAME = "wrong_name"
    NO_SAN = "no_san"


@dataclass(frozen=True)
class Request:
    """What a server's certificate shall say; no names and addresses mean no subject alternative name at all."""

    common_name: str
    dns_names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """A certificate with its key and the intermediates that a server has to send after it."""

    certificate: x509.Certificate
    key: PrivateKey
    intermediates: tuple[x509.Certificate, ...] = ()

    @property
    def chain_pem(self) -> bytes:
        """The certificate and its intermediates, leaf first, as a server's certificate file holds them."""
        return b"".join(pem(one) for one in (self.certificate, *self.intermediates))

    @property
    def key_pem(self) -> bytes:
        """The private key as unencrypted PKCS#8."""
        encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(encoding, form, serialization.NoEncryption())


def pem(certificate: x509.Certificate) -> bytes:
    """One certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def new_root(common_name: str) -> Pair:
    """A self-signed authority, valid for ten years from yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Pair(_sign_authority(common_name, key, _name(common_name), key, path_length=1), key)


def new_intermediate(root: Pair, common_name: str, not_after: datetime | None = None) -> Pair:
    """An authority signed by ``root`` that may sign servers only, valid for ten years unless ``not_after`` is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = root.certificate.subject
    certificate = _sign_authority(common_name, key, issuer, root.key, path_length=0, not_after=not_after)
    return Pair(certificate, key, (certificate,))


def new_client(issuer: Pair, request: Request) -> Pair:
    """A client's certificate by ``issuer``."""
    return _new_leaf(issuer, request, ec.generate_private_key(ec.SECP256R1()), ExtendedKeyUsageOID.CLIENT_AUTH)


def new_server(issuer: Pair, request: Request, key: PrivateKey | None = None) -> Pair:
    """A server's certificate by ``issuer``, exactly as requested, for a new EC key unless one is given."""
    return _new_leaf(issuer, request, key or ec.generate_private_key(ec.SECP256R1()), ExtendedKeyUsageOID.SERVER_AUTH)


def _new_leaf(issuer: Pair, request: Request, own_key: PrivateKey, usage: x509.ObjectIdentifier) -> Pair:
    builder = _builder(request.common_name, own_key, issuer.certificate.subject, issuer.key)
    builder = builder.not_valid_before(request.not_before).not_valid_after(request.not_after)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in request.dns_names]
    names += [x509.IPAddress(ip_address(address)) for address in request.addresses]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Pair(builder.sign(issuer.key, hashes.SHA256()), own_key, issuer.intermediates)


def regular(name: str) -> Request:
    """A correct certificate for one DNS name: from yesterday, for a year."""
    now = datetime.now(UTC)
    return Request(name, (name,), now - timedelta(days=1), now + timedelta(days=365))


def regular_address(name: str, address: str) -> Request:
    """The same for a server that is called by its address."""
    return replace(regular(name), addresses=(address,))


def odd(name: str, oddity: Oddity) -> Request:
    """A certificate for one DNS name with exactly one thing wrong."""
    good = regular(name)
    day, now = timedelta(days=1), datetime.now(UTC)
    return {
        Oddity.EXPIRED: Request(name, (name,), now - 30 * day, now - day),
        Oddity.NOT_YET_VALID: Request(name, (name,), now + day, now + 30 * day),
        Oddity.WRONG_NAME: Request("elsewhere.lab", ("elsewhere.lab",), good.not_before, good.not_after),
        Oddity.NO_SAN: Request(name, (), good.not_before, good.not_after),
    }[oddity]


def ensure(folder: Path) -> None:
    """Make what is missing of the lab's PKI in ``folder`` (created 0700); what is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [name for name in (*ROOTS, "corp-intermediate", *SERVERS, TOKEN_SIGNER) if not _is_there(folder, name)]
    for name in missing:
        _store(folder, name, _new(folder, name))
    bundle = folder / "corp-ca.pem"
    if missing or not bundle.exists():
        parts = [(folder / f"{name}.pem").read_bytes() for name in ("corp-root", "corp-intermediate")]
        _write(bundle, b"".join(parts), 0o644)


def load(folder: Path, name: str) -> Pair:
    """An authority or server of this folder by its name in ``ROOTS``, ``SERVERS`` or ``corp-intermediate``."""
    certificates = x509.load_pem_x509_certificates((folder / f"{name}.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{name}.key: expected an EC or RSA key, found {type(key).__name__}")
    sent = certificates[:1] if name == "corp-intermediate" else certificates[1:]
    return Pair(certificates[0], key, tuple(sent))


def _new(folder: Path, name: str) -> Pair:
    if name in ROOTS:
        return new_root(f"Lab {name}")
    if name == "corp-intermediate":
        return new_intermediate(load(folder, "corp-root"), f"Lab {name}")
    if name == TOKEN_SIGNER:
        # docker-registry 2.8 verifies a token's x5c chain against a bundle of roots: sign it as Harbor's own CA would.
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return new_server(load(folder, "harbor-ca"), regular(name), key)
    return new_server(load(folder, SERVERS[name]), regular(name))


def _name(common_name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "pullproof lab")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(common_name: str, key: PrivateKey, issuer: x509.Name, issuer_key: PrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(_name(common_name)).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(own_id, critical=False).add_extension(issuer_id, critical=False)


def _sign_authority(
    common_name: str,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    path_length: int,
    not_after: datetime | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = _builder(common_name, key, issuer, issuer_key)
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(not_after or now + timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(_signing_usage(), critical=True).sign(issuer_key, hashes.SHA256())


def _signing_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _is_there(folder: Path, name: str) -> bool:
    return all((folder / f"{name}{suffix}").exists() for suffix in (".pem", ".key"))


def _store(folder: Path, name: str, pair: Pair) -> None:
    _write(folder / f"{name}.key", pair.key_pem, 0o600)
    is_server = name in SERVERS or name == TOKEN_SIGNER
    _write(folder / f"{name}.pem", pair.chain_pem if is_server else pem(pair.certificate), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write under another name first, so that a killed run leaves no half file that the next one would trust."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    part.replace(path)

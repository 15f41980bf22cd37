# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys, in the variables and as they were seen on a node, with real ones."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import describe_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import SeenFile, public_half
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.certificates import check_certificates_now
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PATHS = {"ca_file": "/etc/ca.pem", "cert_file": "/etc/c.pem", "key_file": "/etc/c.key"}
NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


def found(tls: dict[str, str], **files: str | SeenFile) -> list[Finding]:
    seen = {
        PATHS[kind]: value if isinstance(value, SeenFile) else SeenFile.of(describe_pem(value))
        for kind, value in files.items()
    }
    registries = parse_registries({}, {"h.example": {"tls": tls}})
    return list(check_certificates_now(lint_subject(registries, node_files=seen, now=NOW)))


def ids(tls: dict[str, str], **files: str | SeenFile) -> list[str]:
    return [finding.id for finding in found(tls, **files)]


def client_pair(password: str = "") -> tuple[str, str]:
    """A certificate and its key, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "client")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW - datetime.timedelta(1))
    certificate = builder.not_valid_after(NOW + datetime.timedelta(1)).sign(key, hashes.SHA256())
    encryption: Any = serialization.NoEncryption()
    if password:
        encryption = serialization.BestAvailableEncryption(password.encode())
    form = serialization.PrivateFormat.PKCS8
    text = key.private_bytes(serialization.Encoding.PEM, form, encryption).decode()
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), text


def seen_key(text: str) -> SeenFile:
    return SeenFile(labels=("PRIVATE KEY",), public_key=public_half(text))


def test_files_that_were_not_looked_at_are_not_judged() -> None:
    assert ids(PATHS) == []


def test_a_missing_file_is_an_error_whatever_its_kind() -> None:
    missing = SeenFile(present=False)
    findings = found(PATHS, ca_file=missing, cert_file=missing, key_file=missing)
    assert [finding.id for finding in findings] == ["tls-file-missing"] * 3
    assert findings[2].where == "registries_configs['h.example'].tls.key_file"
    assert (findings[2].message, findings[2].fix) == (
        "/etc/c.key is not on the node.",
        "Copy it to the node, or use key_content.",
    )


def test_a_ca_file_has_to_hold_a_ca_that_is_valid(make_certificate: Callable[..., str]) -> None:
    ca, leaf = make_certificate("Example CA"), make_certificate("h.example", ca=False)
    old, future = make_certificate("Old CA", ends=-0.5), make_certificate("New CA", begins=1)
    only_ca = {"ca_file": PATHS["ca_file"]}
    judged = {text: ids(only_ca, ca_file=text) for text in (ca, leaf + ca, old + ca, leaf, old, future, "", "not PEM")}
    assert judged == {
        ca: [],
        leaf + ca: [],
        old + ca: [],
        leaf: ["tls-ca-is-leaf"],
        old: ["tls-not-valid-now"],
        future: ["tls-not-valid-now"],
        "": ["tls-file-not-ca"],
        "not PEM": ["tls-file-not-ca"],
    }


def test_a_certificate_that_does_not_parse_does_not_spoil_the_others(make_certificate: Callable[..., str]) -> None:
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    only_ca = {"ca_file": PATHS["ca_file"]}
    assert ids(only_ca, ca_file=broken + make_certificate("Example CA")) == []
    assert ids(only_ca, ca_file=broken) == ["tls-file-not-ca"]


def test_a_ca_given_as_content_is_judged_as_one_on_the_node(make_certificate: Callable[..., str]) -> None:
    findings = found({"ca_content": make_certificate("Old CA", ends=-0.5)})
    assert [(each.id, each.where) for each in findings] == [
        ("tls-not-valid-now", "registries_configs['h.example'].tls.ca_content")
    ]
    assert ids({"ca_content": make_certificate("h.example", ca=False)}) == ["tls-ca-is-leaf"]
    assert ids({"ca_content": make_certificate("CA")}) == []


@pytest.mark.parametrize("own", [True, False])
def test_key_and_certificate_have_to_belong_together_wherever_they_are(own: bool) -> None:
    certificate, key = client_pair()
    given = key if own else client_pair()[1]
    wanted = [] if own else ["tls-key-mismatch"]
    on_node = {kind: PATHS[kind] for kind in ("cert_file", "key_file")}
    assert ids({"cert_content": certificate, "key_content": given}) == wanted
    assert ids(on_node, cert_file=certificate, key_file=seen_key(given)) == wanted
    mixed = {"cert_content": certificate, "key_file": PATHS["key_file"]}
    assert ids(mixed, key_file=seen_key(given)) == wanted


def test_an_encrypted_key_can_be_used_by_no_runtime() -> None:
    certificate, key = client_pair("s3cr3t")
    findings = found({"cert_content": certificate, "key_content": key})
    assert [finding.id for finding in findings] == ["tls-key-unusable"]
    assert "s3cr3t" not in str(findings)


def test_a_key_file_without_a_key_and_one_that_was_not_read_are_told_apart() -> None:
    only_key = {"key_file": PATHS["key_file"]}
    assert ids(only_key, key_file="x") == ["tls-key-unusable"]
    unread = SeenFile(labels=("PRIVATE KEY",), unchecked="there is no openssl on the node")
    assert [(each.id, each.severity) for each in found(only_key, key_file=unread)] == [("tls-key-unchecked", "info")]


def test_a_client_certificate_is_looked_at_too(make_certificate: Callable[..., str]) -> None:
    only = {"cert_file": PATHS["cert_file"]}
    assert ids(only, cert_file="x") == ["tls-file-not-certificate"]
    assert ids(only, cert_file=make_certificate("client", ends=-0.5, ca=False)) == ["tls-not-valid-now"]


def test_no_finding_shows_a_key() -> None:
    certificate, key = client_pair()
    findings = found({"cert_content": certificate, "key_content": client_pair()[1], "ca_content": key})
    assert findings
    assert "PRIVATE" not in str(findings)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates count: the system's as Go finds them, files, texts, and nothing else."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection import tls_context
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import (
    Contexts,
    client_context,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Trust
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.lab.model import pki

ROOTS = {name: pki.pem(pki.new_root(name).certificate).decode() for name in ("one", "two", "three", "four")}


def names(context: ssl.SSLContext) -> list[str]:
    certificates = context.get_ca_certs(binary_form=True)
    subjects = [x509.load_der_x509_certificate(certificate).subject for certificate in certificates]
    return sorted(str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value) for subject in subjects)


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node whose bundle has one certificate, and whose folder has another beside it."""
    folder = tmp_path / "certs"
    folder.mkdir()
    (folder / "bundle.crt").write_text(ROOTS["one"])
    (folder / "two.pem").write_text(ROOTS["two"])
    (folder / "2f0a1b2c.0").symlink_to("two.pem")
    (folder / "notes.txt").write_text("no certificate")
    monkeypatch.setattr(tls_context, "_BUNDLES", (str(tmp_path / "none"), str(folder / "bundle.crt"), "/not/looked/at"))
    monkeypatch.setattr(tls_context, "_FOLDERS", (str(folder), str(tmp_path / "none")))
    return folder


def test_the_systems_are_those_of_the_bundle_and_of_the_folder(system: Path) -> None:
    assert names(client_context(Trust(), {})) == ["one", "two"]


def test_variables_of_go_take_the_place_of_both(system: Path, tmp_path: Path) -> None:
    (tmp_path / "own.crt").write_text(ROOTS["three"])
    own = {"SSL_CERT_FILE": str(tmp_path / "own.crt")}
    assert names(client_context(Trust(), own)) == ["three", "two"]
    assert names(client_context(Trust(), {**own, "SSL_CERT_DIR": "/nowhere"})) == ["three"]


def test_files_and_texts_count_beside_the_systems_or_alone(system: Path, tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text(ROOTS["three"])
    trust = Trust(ca_files=[str(tmp_path / "ca.crt")], ca_text=ROOTS["four"] + ROOTS["one"])
    assert names(client_context(trust, {})) == ["four", "one", "three", "two"]
    alone = Trust(ca_text=ROOTS["four"], system_roots=False)
    assert names(client_context(alone, {})) == ["four"]


def test_a_certificate_that_is_none_is_passed_over() -> None:
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nno end"
    assert names(client_context(Trust(ca_text=broken + ROOTS["one"], system_roots=False), {})) == ["one"]


def test_what_differs_between_pythons_is_set() -> None:
    context = client_context(Trust(system_roots=False), {})
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert not context.hostname_checks_common_name
    assert not context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED


def test_a_file_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(ProbeError) as raised:
        client_context(Trust(ca_files=["/no/ca.crt"]), {})
    assert raised.value.fault == "tls_untrusted"
    assert "/no/ca.crt can't be read: No such file" in raised.value.observed


def test_a_file_without_a_certificate_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text("")
    with pytest.raises(ProbeError) as raised:
        client_context(Trust(ca_files=[str(tmp_path / "ca.crt")]), {})
    assert (raised.value.fault, raised.value.facts["ca_file"]) == ("tls_untrusted", str(tmp_path / "ca.crt"))


def test_a_context_is_made_once_per_trust_and_variables() -> None:
    contexts = Contexts()
    first = contexts.of(Trust(system_roots=False), {"A": "1"})
    assert contexts.of(Trust(system_roots=False), {"A": "2"}) is first
    assert contexts.of(Trust(system_roots=False), {"SSL_CERT_FILE": "/x"}) is not first
    assert contexts.of(Trust(skip_verify=True, system_roots=False), {}) is not first


def test_a_key_that_does_not_fit_is_a_fault_and_shows_nothing() -> None:
    one, other = (pki.new_server(pki.new_root("r"), pki.regular("c")) for _ in range(2))
    text = (pki.pem(one.certificate) + other.key_pem).decode()
    with pytest.raises(ProbeError) as raised:
        client_context(Trust(client_text=text, system_roots=False), {})
    assert raised.value.fault == "tls_client_cert"
    assert "PRIVATE" not in raised.value.observed


def test_a_key_with_a_passphrase_does_not_ask_for_it(tmp_path: Path) -> None:
    pair = pki.new_server(pki.new_root("r"), pki.regular("c"))
    locked = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word"))
    with pytest.raises(ProbeError, match="can't be used"):
        client_context(Trust(client_text=(pair.chain_pem + locked).decode(), system_roots=False), {})

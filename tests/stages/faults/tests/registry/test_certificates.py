# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates of the badly kept registries have exactly the fault that they are named for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.registry import certificates

ENDPOINTS = load_front().endpoints


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki") / "faults"
    certificates.ensure(folder, ENDPOINTS.values())
    return folder


def chain(folder: Path, name: str) -> list[x509.Certificate]:
    host = ENDPOINTS[name].host if name in ENDPOINTS else name
    return x509.load_pem_x509_certificates((folder / f"{host}.pem").read_bytes())


def names(certificate: x509.Certificate) -> list[str]:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    )


def test_a_good_chain_leads_to_the_root(folder: Path) -> None:
    leaf, intermediate = chain(folder, "healthy")
    (root,) = chain(folder, certificates.ROOT)
    leaf.verify_directly_issued_by(intermediate)
    intermediate.verify_directly_issued_by(root)
    assert names(leaf) == ["healthy.faults.lab"]


def test_dates(folder: Path) -> None:
    now = datetime.now(UTC)
    assert chain(folder, "expired")[0].not_valid_after_utc < now
    assert chain(folder, "not-yet-valid")[0].not_valid_before_utc > now
    leaf, intermediate = chain(folder, "lapsed-intermediate")
    assert leaf.not_valid_after_utc > now > intermediate.not_valid_after_utc


def test_dates_that_only_a_wrong_clock_accepts(folder: Path) -> None:
    now, skew = datetime.now(UTC), certificates.SKEW
    later, earlier = chain(folder, "from-tomorrow")[0], chain(folder, "until-yesterday")[0]
    assert now < later.not_valid_before_utc < now + skew < later.not_valid_after_utc
    assert earlier.not_valid_before_utc < now - skew < earlier.not_valid_after_utc < now


def test_names(folder: Path) -> None:
    assert names(chain(folder, "wrong-name")[0]) == ["elsewhere.lab"]
    assert names(chain(folder, "wildcard")[0]) == ["*.faults.lab"]
    with pytest.raises(x509.ExtensionNotFound):
        names(chain(folder, "no-san")[0])


def test_chains_that_lead_nowhere(folder: Path) -> None:
    (alone,) = chain(folder, "without-intermediate")
    assert alone.issuer == chain(folder, "healthy")[1].subject
    (own,) = chain(folder, "self-signed")
    assert own.issuer == own.subject
    (strange,) = chain(folder, "stranger")
    strange.verify_directly_issued_by(chain(folder, "stranger-ca")[0])


def test_clients_show_certificates_for_clients(folder: Path) -> None:
    for name, issuer in (("client-right", "client-ca"), ("client-wrong", "stranger-ca")):
        (certificate,) = chain(folder, name)
        certificate.verify_directly_issued_by(chain(folder, issuer)[0])
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_keys_are_for_their_owner_only(folder: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.key")} == {0o600}


def test_they_are_made_once_and_anew_when_stale_or_when_another_is_wanted(tmp_path: Path) -> None:
    folder, few = tmp_path / "pki", [ENDPOINTS["healthy"]]
    certificates.ensure(folder, few)
    first = (folder / "healthy.faults.lab.pem").read_bytes()
    certificates.ensure(folder, few)
    assert (folder / "healthy.faults.lab.pem").read_bytes() == first
    os.utime(folder / "complete", (0, 0))
    certificates.ensure(folder, few)
    second = (folder / "healthy.faults.lab.pem").read_bytes()
    assert second != first
    certificates.ensure(folder, [*few, ENDPOINTS["expired"]])
    assert (folder / "expired.faults.lab.pem").exists()

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's certificates, judged by openssl."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from tests.lab.model import pki
from tests.lab.model.pki import Oddity


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab") / "pki"
    pki.ensure(folder)
    return folder


def verify(folder: Path, root: str, chain: Path, name: str) -> str:
    """What openssl says about a server's chain; ``OK`` at the end if it is good for ``name``."""
    check = ["-x509_strict", "-purpose", "sslserver", "-verify_hostname", name]
    trust = ["-no-CAfile", "-no-CApath", "-CAfile", str(folder / f"{root}.pem"), "-untrusted", str(chain)]
    done = subprocess.run(
        ["openssl", "verify", *check, *trust, str(chain)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() + done.stderr


ROOT_OF = {"corp-intermediate": "corp-root", "harbor-ca": "harbor-ca", "public-ca": "public-ca"}


@pytest.mark.parametrize(("name", "issuer"), pki.SERVERS.items())
def test_every_server_is_trusted_by_its_own_root_and_by_no_other(folder: Path, name: str, issuer: str) -> None:
    chain = folder / f"{name}.pem"
    trusted = {root for root in pki.ROOTS if verify(folder, root, chain, name).endswith("OK")}
    assert trusted == {ROOT_OF[issuer]}


def test_a_corporate_server_sends_its_intermediate(folder: Path) -> None:
    sent = (folder / "registry.lab.pem").read_text()
    assert sent.endswith((folder / "corp-intermediate.pem").read_text())


def test_the_corporate_bundle_is_root_and_intermediate(folder: Path) -> None:
    parts = [(folder / f"{name}.pem").read_text() for name in ("corp-root", "corp-intermediate")]
    assert (folder / "corp-ca.pem").read_text() == "".join(parts)


@pytest.mark.parametrize(
    ("oddity", "complaint"),
    [
        (Oddity.EXPIRED, "certificate has expired"),
        (Oddity.NOT_YET_VALID, "certificate is not yet valid"),
        (Oddity.WRONG_NAME, "hostname mismatch"),
    ],
)
def test_an_odd_certificate_is_wrong_in_the_way_asked_for(
    folder: Path, tmp_path: Path, oddity: Oddity, complaint: str
) -> None:
    chain = tmp_path / "odd.pem"
    issued = pki.new_server(pki.load(folder, "corp-intermediate"), pki.odd("registry.lab", oddity))
    chain.write_bytes(issued.chain_pem)
    said = verify(folder, "corp-root", chain, "registry.lab")
    complaints = [line.partition("lookup: ")[2] for line in said.splitlines() if " lookup: " in line]
    assert complaints == [complaint]


def test_a_certificate_without_san_has_its_name_in_the_subject_only(folder: Path) -> None:
    issued = pki.new_server(pki.load(folder, "harbor-ca"), pki.odd("harbor.lab", Oddity.NO_SAN))
    command = ["openssl", "x509", "-noout", "-subject", "-ext", "subjectAltName"]
    said = subprocess.run(command, input=issued.chain_pem, capture_output=True, check=False)
    assert b"CN = harbor.lab" in said.stdout or b"CN=harbor.lab" in said.stdout
    assert b"No extensions" in said.stdout + said.stderr


def test_keys_are_readable_by_the_owner_only(folder: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.key")}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_there_stays_and_only_what_is_missing_is_made(tmp_path: Path) -> None:
    pki.ensure(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "mirror.lab.pem").unlink()
    pki.ensure(tmp_path)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"mirror.lab.pem", "mirror.lab.key"}
    assert verify(tmp_path, "corp-root", tmp_path / "mirror.lab.pem", "mirror.lab").endswith("OK")

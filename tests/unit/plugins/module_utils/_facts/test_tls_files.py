# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate and key files of a node, with real files; openssl is the machine's own where it has one."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import Mock

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._facts.tls_files import read_tls_files
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import describe_pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.programs import DeclaredCommands, RealPrograms

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
FILES = NodeFiles(Mock())


def key_file(folder: Path, password: bytes = b"") -> tuple[str, str]:
    """The path of a new key and its public half."""
    key = ec.generate_private_key(ec.SECP256R1())
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    path = folder / "client.key"
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, hidden))
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return str(path), public.decode()


def test_of_a_file_only_the_certificates_are_returned(tmp_path: Path) -> None:
    key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
    path = tmp_path / "both.pem"
    path.write_text(f"password: s3cr3t\n{CERTIFICATE}{key}")
    seen = read_tls_files([str(path)], [], FILES, DeclaredCommands())[str(path)]
    assert (seen["certificates"], seen["labels"]) == (CERTIFICATE, ["CERTIFICATE", "PRIVATE KEY"])
    assert "s3cr3t" not in str(seen)
    assert "c2VjcmV0" not in str(seen)


def test_what_is_no_file_is_not_present(tmp_path: Path) -> None:
    seen = read_tls_files([str(tmp_path), str(tmp_path / "none")], ["/none"], FILES, DeclaredCommands())
    assert [facts["present"] for facts in seen.values()] == [False, False, False]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is what tells the public half")
def test_of_a_key_the_public_half_is_told(tmp_path: Path) -> None:
    path, public = key_file(tmp_path)
    seen = read_tls_files([], [path], FILES, RealPrograms())[path]
    assert (seen["public_key"], seen["unchecked"]) == (public, "")


def test_an_encrypted_key_is_recognised_and_left_alone(tmp_path: Path) -> None:
    path, _public = key_file(tmp_path, b"s3cr3t")
    seen = read_tls_files([], [path], FILES, DeclaredCommands())[path]
    assert (seen["encrypted"], seen["public_key"], seen["unchecked"]) == (True, None, "")
    assert describe_pem("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----")[
        "encrypted"
    ]


def test_without_openssl_it_is_said_that_the_key_is_not_checked(tmp_path: Path) -> None:
    path, _public = key_file(tmp_path)
    seen = read_tls_files([], [path], FILES, DeclaredCommands())[path]
    assert (seen["public_key"], seen["unchecked"]) == (None, "there is no openssl on the node")

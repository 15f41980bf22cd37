# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files of a registry's directory containerd can't use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._facts.registry_files import (
    certificates_in,
    unusable_files,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"ca.crt": CERTIFICATE, "c.cert": CERTIFICATE, "c.key": KEY, "bad.crt": "empty"}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "folder.crt").mkdir()
    return tmp_path


def test_certificates_and_keys_beside_hosts_toml_are_listed(folder: Path) -> None:
    assert certificates_in(str(folder)) == ["bad.crt", "c.cert", "c.key", "ca.crt"]


def test_files_that_are_gone_or_without_a_certificate_are_unusable(node_files: NodeFiles, folder: Path) -> None:
    text = (
        'ca = "/gone/root.pem"\n[host."https://a"]\n  ca = ["ca.crt", "bad.crt", "folder.crt"]\n'
        '  client = [["c.cert", "gone.key"], ["bad.crt", "c.key"]]\n'
        '[host."https://a".header]\n  ca = "/gone/header"\n'
        "[host]\n\"https://b\".ca = '/gone/dotted.pem'\n"
    )
    assert unusable_files(str(folder), text, [], node_files) == {
        "/gone/root.pem": "does not exist",
        f"{folder}/bad.crt": "has neither a certificate nor a key",
        f"{folder}/folder.crt": "can't be read",
        f"{folder}/gone.key": "does not exist",
        "/gone/dotted.pem": "does not exist",
    }


def test_certificates_beside_hosts_toml_are_checked_as_well(node_files: NodeFiles, folder: Path) -> None:
    found = unusable_files(str(folder), "not toml", certificates_in(str(folder)), node_files)
    assert found == {f"{folder}/bad.crt": "has no certificate"}


def test_client_certificates_and_keys_beside_hosts_toml_are_checked_as_well(
    node_files: NodeFiles, folder: Path
) -> None:
    (folder / "c.key").write_text("empty")
    found = unusable_files(str(folder), "", ["c.cert", "c.key"], node_files)
    assert found == {f"{folder}/c.key": "has neither a certificate nor a key"}


def test_a_pipe_is_not_read(node_files: NodeFiles, folder: Path) -> None:
    os.mkfifo(folder / "pipe.crt")
    assert unusable_files(str(folder), 'ca = "pipe.crt"', [], node_files) == {f"{folder}/pipe.crt": "can't be read"}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found of containerd's hosts on a node, without a secret."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._facts.certs_d import found_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    hosts_with_credentials,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

CONFIG = """
version = 3
[plugins.'io.containerd.cri.v1.images'.registry.configs.'m.example:5000'.auth]
  username = "u"
  password = "secret"
[plugins."io.containerd.grpc.v1.cri".registry.configs."n.example"]
  auth.auth = "secret"
[plugins."io.containerd.grpc.v1.cri".registry.configs."o.example".tls]
  ca_file = "/ca"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "docker.io": 'server = "https://u:secret@registry-1.docker.io"\n[host."http://u:sec/ret@m.example:5000"]\n',
        "quay.io": '[host."https://q"]\n[host."https://q".header]\nAuthorization = "secret"\n',
        "unread.example": "",
    }.items():
        (tmp_path / "certs.d" / name).mkdir(parents=True)
        (tmp_path / "certs.d" / name / "hosts.toml").write_text(text)
    (tmp_path / "certs.d" / "empty.example").mkdir()
    return tmp_path / "certs.d"


def look(files: NodeFiles, folder: Path, config: str = CONFIG) -> CertsDFacts:
    (folder.parent / "config.toml").write_text(config)
    names = ["docker.io", "quay.io", "empty.example", "absent.example"]
    return found_hosts(files, str(folder), names, str(folder.parent / "config.toml"))


def test_only_the_named_directories_are_read(node_files: NodeFiles, folder: Path) -> None:
    found = look(node_files, folder)
    assert sorted(found["directories"]) == ["docker.io", "empty.example", "quay.io"]
    assert found["directories"]["empty.example"] == {
        "text": None,
        "withheld": False,
        "certificates": [],
        "unusable": {},
    }


def test_no_secret_leaves_the_node(node_files: NodeFiles, folder: Path) -> None:
    found = look(node_files, folder)
    assert "sec" not in str(found)
    assert found["directories"]["quay.io"] == {
        "text": '["host"."https://q"]\n["host"."https://q"."header"]\n"Authorization" = "***"\n',
        "withheld": False,
        "certificates": [],
        "unusable": {},
    }
    assert found["directories"]["docker.io"]["text"] == (
        'server = "https://***@registry-1.docker.io"\n[host."http://***@m.example:5000"]\n'
    )


def test_hosts_with_credentials_are_named_wherever_containerd_looks_for_them() -> None:
    assert hosts_with_credentials(CONFIG) == ["m.example:5000", "n.example"]
    with pytest.raises(NodeError):
        hosts_with_credentials("[")


def test_a_config_that_cannot_be_read_is_said_and_stops_nothing(node_files: NodeFiles, folder: Path) -> None:
    found = look(node_files, folder, "[plugins")
    assert found["error"] and found["credentials"] == [] and "docker.io" in found["directories"]


def test_nothing_there_is_no_failure(node_files: NodeFiles, tmp_path: Path) -> None:
    found = found_hosts(node_files, str(tmp_path / "absent"), ["docker.io"], str(tmp_path / "absent.toml"))
    assert found == {"folder": False, "directories": {}, "credentials": [], "error": ""}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of registries for an audit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ansible_collections.pullproof.registry.plugins.module_utils._audit.certs_d import certificate_folders, certs_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, as_results
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    ConfigTomlFacts,
    describe_config,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

HOSTS = """server = "https://u:hunter2@registry-1.docker.io"
[host."https://b"]
  capabilities = ["pull"]
[host."https://u:hunter2@a"]
  ca = '/ca.crt'
[host."https://u:hunter2@a".header]
  Authorization = "hunter2"
"""


def look(folder: Path, files: NodeFiles) -> dict[str, str | None]:
    found = list(certs_items([str(folder)], files, ItemBuilder(b"k")))
    assert "hunter2" not in json.dumps(as_results(found))
    return {item.key: item.shown for item in found}


def test_hosts_are_readable_in_their_order_and_headers_are_not(tmp_path: Path, node_files: NodeFiles) -> None:
    (tmp_path / "docker.io").mkdir()
    (tmp_path / "docker.io" / "hosts.toml").write_text(HOSTS)
    assert look(tmp_path, node_files) == {
        "host 1": "https://b",
        "host 2": "https://***@a",
        "server": "https://***@registry-1.docker.io",
        "host > https://b > capabilities": '["pull"]',
        "host > https://***@a > ca": "/ca.crt",
        "host > https://***@a, a setting that is not shown": None,
    }


def test_other_files_are_compared_as_a_whole(tmp_path: Path, node_files: NodeFiles) -> None:
    (tmp_path / "m.example" / "folder").mkdir(parents=True)
    (tmp_path / "m.example" / "client.key").write_text("hunter2")
    (tmp_path / "file").write_text("hunter2")
    assert look(tmp_path, node_files) == {"content": None}


def test_a_file_that_is_no_toml_is_one_digest(tmp_path: Path, node_files: NodeFiles) -> None:
    (tmp_path / "m.example").mkdir()
    (tmp_path / "m.example" / "hosts.toml").write_text('[host."hunter2')
    assert look(tmp_path, node_files) == {"the whole file, which is not valid TOML": None}


def test_each_runtime_has_its_folders() -> None:
    config = {**describe_config(None), "config_path": {"images": '"/a:/b"', "legacy": "''"}}
    assert certificate_folders(RUNTIMES["docker"], None) == ["/etc/docker/certs.d"]
    assert certificate_folders(RUNTIMES["containerd"], describe_config(None)) == ["/etc/containerd/certs.d"]
    assert certificate_folders(RUNTIMES["containerd"], cast(ConfigTomlFacts, config)) == ["/a", "/b"]
    assert certificate_folders(RUNTIMES["k3s-agent"], None)[1] == "/etc/rancher/k3s/pullproof"

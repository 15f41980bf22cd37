# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts.toml files that a node's containerd reads, wherever its configuration says that they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._facts import certs_d, header_values
from ansible_collections.pullproof.registry.plugins.module_utils._facts.certs_d import observe_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CERTS_D


def config(folder: str) -> Any:
    return {"config_path": {"images": f"'{folder}:/other'"}, "loaded": None}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "hosts.toml").write_text(text)


def test_the_folder_that_the_configuration_names_is_read_beside_the_usual_one(
    tmp_path: Path, node_files: NodeFiles
) -> None:
    write(tmp_path, "quay.io", 'server = "https://m"')
    found = observe_hosts(RUNTIMES["containerd"], config(str(tmp_path)), node_files)
    assert set(found) == {str(tmp_path), CERTS_D}
    assert found[str(tmp_path)]["directories"] == {
        "quay.io": {"text": 'server = "https://m"', "withheld": False, "certificates": [], "unusable": {}}
    }


def test_rke2_has_its_own_folder_and_docker_none(node_files: NodeFiles) -> None:
    assert list(observe_hosts(RUNTIMES["rke2-agent"], None, node_files)) == [
        "/var/lib/rancher/rke2/agent/etc/containerd/certs.d"
    ]
    assert observe_hosts(RUNTIMES["docker"], None, node_files) == {}


def test_what_is_beyond_all_measure_is_left_on_the_node(
    tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_values, "LARGEST_FILE", 9)
    monkeypatch.setattr(certs_d, "MOST_DIRECTORIES", 1)
    for name in ("a", "b"):
        write(tmp_path, name, "# a long line")
    found = observe_hosts(RUNTIMES["containerd"], config(str(tmp_path)), node_files)
    assert found[str(tmp_path)]["directories"] == {
        "a": {"text": None, "withheld": True, "certificates": [], "unusable": {}}
    }


def test_the_files_in_a_text_that_is_too_large_are_not_searched(
    tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_values, "LARGEST_FILE", 9)
    write(tmp_path, "quay.io", 'ca = "/gone/ca.pem"')
    found = observe_hosts(RUNTIMES["containerd"], config(str(tmp_path)), node_files)
    assert found[str(tmp_path)]["directories"]["quay.io"]["unusable"] == {}

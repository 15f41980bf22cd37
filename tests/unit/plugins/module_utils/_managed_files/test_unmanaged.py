# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit finds of others in our places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import unmanaged_in
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


def test_a_registries_file_of_anybody_is_found(tmp_path: Path, node_files: NodeFiles) -> None:
    path = tmp_path / "registries.yaml"
    runtime = replace(RUNTIMES["rke2-agent"], registries_file=str(path))
    assert unmanaged_in(runtime, [], Record(), node_files) == []
    path.write_text("mirrors: {}\n")
    assert [item["path"] for item in unmanaged_in(runtime, [], Record(), node_files)] == [str(path)]
    managed = Record(
        {str(path): ManagedFile("registries", "whole", "restart", "0600", True, digest_of("mirrors: {}\n"), "m")}
    )
    assert unmanaged_in(runtime, [], managed, node_files) == []
    path.write_text(f"# {MARKER}\n")
    assert unmanaged_in(runtime, [], Record(), node_files) == []


def test_in_certs_d_only_known_tools_are_found(tmp_path: Path, node_files: NodeFiles) -> None:
    for name, text in {"mine.example": "server = 'x'\n", "docker.io": '[host."http://127.0.0.1:4001"]\n'}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "hosts.toml").write_text(text)
    found = unmanaged_in(RUNTIMES["containerd"], [str(tmp_path)], Record(), node_files)
    assert [(Path(item["path"]).parent.name, item["owner"]) for item in found] == [("docker.io", "Dragonfly (dfinit)")]


def test_the_backup_folder_of_spegel_is_found(tmp_path: Path, node_files: NodeFiles) -> None:
    (tmp_path / "_backup").mkdir()
    found = unmanaged_in(RUNTIMES["rke2-agent"], [str(tmp_path)], Record(), node_files)
    assert [(item["path"], item["owner"]) for item in found] == [(str(tmp_path / "_backup"), "Spegel")]


def test_a_managed_file_that_dragonfly_rewrote_is_found_with_its_name(tmp_path: Path, node_files: NodeFiles) -> None:
    path = tmp_path / "docker.io" / "hosts.toml"
    path.parent.mkdir()
    path.write_text('[host."http://127.0.0.1:4001"]\n')
    record = Record({str(path): ManagedFile("registries", "whole", "live", "0644", True, digest_of("ours"), "ours")})
    (found,) = unmanaged_in(RUNTIMES["containerd"], [str(tmp_path)], record, node_files)
    assert (found["path"], found["owner"]) == (str(path), "Dragonfly (dfinit)")
    assert found["fix"].startswith("switch dfinit off") and found["fix"].endswith("which writes it again")

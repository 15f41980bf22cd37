# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left of us on a node after plans that want less, and after killed runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


def whole(path: Path) -> PlannedFile:
    return PlannedFile(str(path), "whole", "0600", "restart", "# Managed by pullproof.registry\n")


def shared(path: Path, mode: str | None, **values: str) -> PlannedFile:
    return PlannedFile(str(path), "env", mode, "restart", entries=values)


def run(files: NodeFiles, *planned: PlannedFile, overwrite_unmanaged: bool = False) -> dict[str, Any]:
    commands: Any = None
    return apply_plan(Plan("registries", b"key", planned, overwrite_unmanaged), files, commands, check_mode=False)


def run_killed_before_writing(name: str, files: NodeFiles, *planned: PlannedFile) -> None:
    real_write = NodeFiles.write

    def dies(self: NodeFiles, path: str, text: str, mode: str | None) -> None:
        if Path(path).name == name:
            raise KeyboardInterrupt
        real_write(self, path, text, mode)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(NodeFiles, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            run(files, *planned)


def test_folders_that_we_made_go_when_they_are_empty(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    paths = [tmp_path / "ours" / "deep" / "a", tmp_path / "ours" / "b", tmp_path / "theirs" / "c"]
    run(node_files, *map(whole, paths))
    run(node_files, whole(tmp_path / "ours" / "b"))
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["b"]
    run(node_files)
    assert not (tmp_path / "ours").exists() and list((tmp_path / "theirs").iterdir()) == []
    assert load_record(node_files).folders == ()


def test_a_folder_goes_together_with_the_one_around_it(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "ours" / "deep" / "a"))
    run(node_files)
    assert not (tmp_path / "ours").exists()


def test_a_folder_that_we_made_stays_as_long_as_others_use_it(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "ours" / "a"))
    (tmp_path / "ours" / "theirs").touch()
    run(node_files)
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["theirs"]


def test_a_folder_goes_also_when_a_run_was_killed_right_after_its_last_file(
    node_files: NodeFiles, tmp_path: Path
) -> None:
    run(node_files, whole(tmp_path / "ours" / "a"))
    (tmp_path / "ours" / "a").unlink()
    run(node_files)
    assert not (tmp_path / "ours").exists()


def test_a_record_without_folders_and_modes_can_be_read(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "a"))
    path = tmp_path / "state" / "owned.json"
    raw = json.loads(path.read_text())
    del raw["folders"], raw["files"][str(tmp_path / "a")]["mode_before"]
    path.write_text(json.dumps(raw))
    run(node_files)
    assert not (tmp_path / "a").exists()


def test_a_shared_file_gets_its_mode_back_when_our_secrets_go(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("FOO=bar\n")
    (tmp_path / "env").chmod(0o644)
    for _again in range(2):
        run(node_files, shared(tmp_path / "env", "0600", A="secret", B="public"))
    assert node_files.mode(str(tmp_path / "env")) == "0600"
    run(node_files, shared(tmp_path / "env", None, B="public"))
    assert node_files.mode(str(tmp_path / "env")) == "0644"
    (tmp_path / "env").chmod(0o640)
    assert run(node_files, shared(tmp_path / "env", None, B="public"))["changed"] is False


def test_a_shared_file_gets_its_mode_back_when_all_of_ours_goes(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("FOO=bar\n")
    (tmp_path / "env").chmod(0o640)
    run(node_files, shared(tmp_path / "env", None, B="public"))
    run(node_files, shared(tmp_path / "env", "0600", A="secret", B="public"))
    run(node_files)
    assert (tmp_path / "env").read_text() == "FOO=bar\n"
    assert node_files.mode(str(tmp_path / "env")) == "0640"


def test_an_entry_that_a_killed_run_was_to_drop_is_dropped_by_the_next(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=theirs\n")
    (tmp_path / "env").chmod(0o644)
    run(node_files, shared(tmp_path / "env", "0600", A="ours", B="1", C="2"), overwrite_unmanaged=True)
    run_killed_before_writing("env", node_files, shared(tmp_path / "env", None, B="1"))
    run(node_files, shared(tmp_path / "env", None, B="1"))
    assert (tmp_path / "env").read_text() == "A=theirs\nB=1\n"
    assert node_files.mode(str(tmp_path / "env")) == "0644"
    assert load_record(node_files).files[str(tmp_path / "env")].ids == ["B"]


def test_a_mode_that_a_killed_run_was_to_put_back_is_not_forgotten(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").touch()
    (tmp_path / "env").chmod(0o644)
    run(node_files, shared(tmp_path / "env", "0600", A="secret", B="1"))
    run_killed_before_writing("env", node_files, shared(tmp_path / "env", None, B="1"))
    run(node_files, shared(tmp_path / "env", "0600", A="secret", B="1"))
    run(node_files)
    assert node_files.mode(str(tmp_path / "env")) == "0644"

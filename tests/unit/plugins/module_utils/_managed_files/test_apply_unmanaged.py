# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of others is lost: refused, kept beside ours, put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


def whole(path: Path, text: str = "ours\n") -> PlannedFile:
    return PlannedFile(str(path), "whole", "0600", "restart", text, "***\n")


def run(
    files: NodeFiles, *planned: PlannedFile, overwrite_unmanaged: bool = True, check: bool = False
) -> dict[str, Any]:
    return apply_plan(Plan("registries", b"key", planned, overwrite_unmanaged=overwrite_unmanaged), files, None, check)  # type: ignore[arg-type]


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A file of someone else where ours is to be."""
    path = tmp_path / "registries.yaml"
    path.write_text("theirs\n")
    path.chmod(0o640)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_the_file_that_was_taken_over_comes_back_with_its_mode(node_files: NodeFiles, theirs: Path) -> None:
    run(node_files, whole(theirs))
    run(node_files, whole(theirs, "ours, later\n"))
    result = run(node_files)
    assert (theirs.read_text(), node_files.mode(str(theirs))) == ("theirs\n", "0640")
    assert names(theirs.parent) == ["registries.yaml"]
    assert (result["files"][0]["change"], result["files"][0]["disruption"]) == ("restored", "restart")
    assert "theirs" not in str(result["diff"])
    assert run(node_files)["changed"] is False and not load_record(node_files).files


def test_check_mode_says_that_it_would_come_back(node_files: NodeFiles, theirs: Path) -> None:
    run(node_files, whole(theirs))
    assert run(node_files, check=True)["files"][0]["change"] == "restored"
    assert theirs.read_text() == "ours\n"


def test_a_second_unmanaged_file_does_not_take_the_place_of_the_first_that_was_kept(
    node_files: NodeFiles, theirs: Path
) -> None:
    run(node_files, whole(theirs))
    theirs.write_text("written again by its owner\n")
    run(node_files, whole(theirs))
    assert (theirs.parent / "registries.yaml.before-pullproof").read_text() == "theirs\n"
    assert (theirs.parent / "registries.yaml.before-pullproof.1").read_text() == "written again by its owner\n"
    run(node_files)
    assert theirs.read_text() == "written again by its owner\n"
    assert names(theirs.parent) == ["registries.yaml", "registries.yaml.before-pullproof"]


def test_a_file_that_was_kept_and_lost_does_not_keep_ours_from_going(node_files: NodeFiles, theirs: Path) -> None:
    run(node_files, whole(theirs))
    (theirs.parent / "registries.yaml.before-pullproof").unlink()
    assert run(node_files)["files"][0]["change"] == "removed"
    assert not theirs.exists()


def test_what_a_killed_run_was_to_change_is_still_ours(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "client.key"
    run(node_files, whole(path))
    real = NodeFiles.write

    def dies(self: NodeFiles, target: str, text: str, mode: str | None) -> None:
        if target == str(path):
            raise KeyboardInterrupt
        real(self, target, text, mode)

    monkeypatch.setattr(NodeFiles, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        run(node_files, whole(path, "another\n"))
    monkeypatch.setattr(NodeFiles, "write", real)
    assert run(node_files)["files"][0]["change"] == "removed"
    assert names(tmp_path) == []


def test_all_that_others_own_is_refused_at_once(node_files: NodeFiles, theirs: Path, tmp_path: Path) -> None:
    (tmp_path / "hosts.toml").write_text('[host."http://127.0.0.1:30020"]\n')
    (tmp_path / "config.json").write_text('{"auths": {"r:5000": "theirs"}}')
    config = str(tmp_path / "config.json")
    planned = [
        whole(theirs),
        whole(tmp_path / "hosts.toml"),
        PlannedFile(config, "json", "0600", "live", entries={'["auths", "r:5000"]': '"ours"'}),
    ]
    with pytest.raises(NodeError, match="registries_overwrite_unmanaged: true") as refused:
        run(node_files, *planned, overwrite_unmanaged=False)
    unmanaged = refused.value.details["unmanaged"]
    assert [(Path(item["path"]).name, item["entries"]) for item in unmanaged] == [
        ("registries.yaml", ""),
        ("hosts.toml", ""),
        ("config.json", "auths > r:5000"),
    ]
    assert [item["owner"] for item in unmanaged][:2] == ["a person, or a tool unknown to this collection", "Spegel"]
    assert "Spegel" in str(refused.value) and f"auths > r:5000 in {config}" in str(refused.value)
    assert theirs.read_text() == "theirs\n"


def test_one_clash_names_the_entry_and_the_variable_that_takes_it_over(node_files: NodeFiles, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"auths": {"r:5000": "theirs"}}')
    planned = PlannedFile(str(path), "json", "0600", "live", entries={'["auths", "r:5000"]': '"ours"'})
    with pytest.raises(NodeError, match=r"who owns auths > r:5000 in .*registries_overwrite_unmanaged: true"):
        run(node_files, planned, overwrite_unmanaged=False)

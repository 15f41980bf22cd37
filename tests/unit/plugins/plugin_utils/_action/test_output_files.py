# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of the reports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import check_folder, write_reports
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


def test_the_folder_is_made_and_files_are_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    check_folder(str(folder), "v")
    assert not folder.exists()
    for text in ("one", "two"):
        assert write_reports(str(folder), {"x.md": text}, "v") == {"x.md": str(folder / "x.md")}
    assert [path.name for path in folder.iterdir()] == ["x.md"]
    assert (folder / "x.md").read_text(encoding="utf-8") == "two"


def test_who_may_read_them_is_for_the_umask_to_say(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_reports(str(tmp_path), {"x": ""}, "v")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_a_file_where_the_folder_should_be_is_found_early_and_late(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = str(tmp_path / "file" / "reports")
    with pytest.raises(PullproofError, match=r"file is not a folder\..*Set verify_report_dir to"):
        check_folder(folder, "verify_report_dir")
    with pytest.raises(PullproofError, match=r"Not a directory.*Set verify_report_dir to"):
        write_reports(folder, {"x": ""}, "verify_report_dir")


def test_a_folder_that_can_not_be_written_to_is_found_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PullproofError, match="is not writable"):
        check_folder(str(tmp_path), "v")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(str(tmp_path), {"x": "old"}, "v")

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(PullproofError, match="No space left"):
        write_reports(str(tmp_path), {"x": "new"}, "v")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("x", "old")]

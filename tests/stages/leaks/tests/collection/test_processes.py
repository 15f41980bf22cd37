# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch sees what it is meant to see, on this very machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stages.leaks.collection.processes import Seen, Watched, Watcher, open_files


def test_a_process_with_the_mark_is_seen_with_arguments_and_environment() -> None:
    environment = {**os.environ, "LEAKS_TEST_MARK": "1f9a"}
    command = [sys.executable, "-c", "print(flush=True); input()", "an-argument"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        watcher = Watcher(Watched("LEAKS_TEST_MARK=1f9a", {}, (), ()))
        watcher.look()
        process.stdin.close()
    seen = {(one.name, one.host): one.content for one in watcher.seen}
    assert seen["process arguments", "controller"].endswith(b" an-argument ")
    assert b"LEAKS_TEST_MARK=1f9a" in seen["process environment", "controller"]


def test_processes_of_others_are_left_alone() -> None:
    watcher = Watcher(Watched("NOBODY_HAS_THIS=1", {}, (), ()))
    watcher.look()
    assert watcher.seen == set()


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "is_open"), [(0o755, 0o644, True), (0o700, 0o644, False), (0o755, 0o600, False)]
)
def test_a_temporary_file_counts_if_others_can_reach_and_read_it(
    tmp_path: Path, folder_mode: int, file_mode: int, is_open: bool
) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("content")
    (folder / "file").chmod(file_mode)
    folder.chmod(folder_mode)
    assert list(open_files(str(tmp_path))) == [str(folder / "file")] * is_open


def test_an_open_temporary_file_is_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = tmp_path / "file"
    file.write_text("content")
    file.chmod(0o644)
    watcher = Watcher(Watched("NOBODY_HAS_THIS=1", {}, (), (str(tmp_path),)))
    watcher.look()
    assert watcher.seen == {Seen("controller", f"temporary file that others can read: {file}", b"content")}

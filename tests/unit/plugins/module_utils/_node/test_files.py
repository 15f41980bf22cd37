# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading files of a node."""

from __future__ import annotations

import builtins
import errno
import os
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

FILES = NodeFiles(Mock())


def test_a_file_that_is_not_there_has_no_text(tmp_path: Path) -> None:
    assert FILES.read(str(tmp_path / "none")) is None


def test_a_directory_in_place_of_a_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "hosts.toml").mkdir()
    with pytest.raises(NodeError, match=r"hosts\.toml\. Observed: a directory\. .* Fix: remove the directory"):
        FILES.read(str(tmp_path / "hosts.toml"))


def test_the_file_of_a_process_that_ends_while_it_is_read_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Mock()
    opened.return_value.__enter__ = Mock(return_value=opened)
    opened.return_value.__exit__ = Mock(return_value=False)
    opened.read.side_effect = OSError(errno.ESRCH, "No such process")
    monkeypatch.setattr(builtins, "open", opened)
    assert FILES.read("/proc/4711/cmdline") is None


def test_the_mount_point_of_a_read_only_folder_can_have_a_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    mounts = f"/dev/sda / ext4 rw 0 0\n/dev/sdb {tmp_path}/with\\040space ext4 ro 0 0\n"
    monkeypatch.setattr("os.access", lambda path, mode: False)
    monkeypatch.setattr("os.statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    monkeypatch.setattr(FILES, "read", {"/proc/self/mounts": mounts}.get)
    assert FILES.obstacle(f"{folder}/f") == f"the file system at {folder} is mounted read-only"

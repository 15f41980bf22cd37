# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is fetched from a node, tried on folders of this machine."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.stages.leaks.collection import collect_on_node


def test_a_file_that_changed_is_told_with_mode_and_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xff secret")
    file.chmod(0o640)
    collect_on_node.tell_file(str(file), since=0)
    entry = json.loads(capsys.readouterr().out)
    assert (entry["name"], entry["mode"], entry["unread"]) == (str(file), 0o640, False)
    assert base64.b64decode(entry["content"]) == b"\xff secret"


def test_a_file_as_old_as_the_node_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    collect_on_node.tell_file(str(file), since=file.stat().st_ctime + 1)
    assert capsys.readouterr().out == ""


def test_a_file_too_large_is_told_as_unread_and_not_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    with file.open("wb") as sparse:
        sparse.truncate(collect_on_node.LARGEST + 1)
    collect_on_node.tell_file(str(file), since=0)
    assert json.loads(capsys.readouterr().out)["unread"] is True


@pytest.mark.parametrize(
    ("value", "text"),
    [("plain", "plain"), ([104, 105, 255], "hi\ufffd"), (["one", [116, 119, 111]], "one\ntwo"), (None, "None")],
)
def test_fields_of_the_journal_that_are_no_plain_text_become_text(value: object, text: str) -> None:
    assert collect_on_node.text(value) == text


@pytest.mark.parametrize(
    "folder",
    [
        "/proc",
        "/var/lib/containerd/io.containerd.content.v1.content/blobs",
        "/var/lib/rancher/rke2/agent/containerd/io.containerd.snapshotter.v1.native/snapshots",
    ],
)
def test_layers_of_images_are_left_out(folder: str) -> None:
    assert collect_on_node.LEFT_OUT.fullmatch(folder)


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/var/lib/pullproof", "/var/lib/containerd", "/etc/rancher"])
def test_everything_else_is_looked_at(folder: str) -> None:
    assert not collect_on_node.LEFT_OUT.fullmatch(folder)

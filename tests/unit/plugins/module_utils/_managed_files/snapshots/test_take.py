# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is applied with a snapshot, which undoes all that the plan did."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    PlannedTrust,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import restore, take
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    snapshots_down_to,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.take import (
    SnapshotOrder,
    SnapshotTaker,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

from tests.servers.programs import DeclaredCommands

RUN = "20261130T120000Z-run"


class Node:
    """A folder as a node, with a trust store that a command rebuilds."""

    def __init__(self, folder: Path, files: NodeFiles) -> None:
        self.folder, self.files, self.root = folder, files, str(folder / "snapshots")
        self.commands = DeclaredCommands({"systemctl": CommandResult(0, "", ""), "rebuild": CommandResult(0, "", "")})

    def apply(self, *planned: PlannedFile, trust: bool = False, **options: Any) -> dict[str, Any]:
        bundle = PlannedTrust(str(self.folder / "bundle.pem"), ["rebuild"], []) if trust else None
        taker = SnapshotTaker(SnapshotOrder(RUN), self.files, self.commands, self.root)
        plan = Plan("registries", b"key", planned, trust=bundle, **options)
        return apply_plan(plan, self.files, self.commands, False, taker)

    def restore(self) -> None:
        chain = snapshots_down_to(RUN, self.root)
        assert restore.restore(chain, self.root) == []
        restore.mark_restored(chain, self.root)

    def state(self) -> dict[str, tuple[bytes, int]]:
        """The files of the node with their modes, without the snapshots."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and "snapshots" not in path.parts)
        return {path.name: (path.read_bytes(), path.stat().st_mode) for path in found if path.name != "restore.py"}


@pytest.fixture
def node(tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> Node:
    monkeypatch.setattr(restore, "PROGRAM", str(tmp_path / "restore.py"))
    return Node(tmp_path, node_files)


def whole(path: Path, text: str) -> PlannedFile:
    return PlannedFile(str(path), "whole", "0600", "restart", text, text)


def test_the_node_is_as_before_the_first_run(node: Node) -> None:
    node.apply(whole(node.folder / "registries.yaml", "a: 1\n"))
    node.restore()
    assert node.state() == {}


def test_an_unmanaged_file_is_unmanaged_again_and_its_backup_is_removed(node: Node) -> None:
    (node.folder / "registries.yaml").write_text("unmanaged")
    (node.folder / "registries.yaml").chmod(0o640)
    before = node.state()
    node.apply(whole(node.folder / "registries.yaml", "a: 1\n"), overwrite_unmanaged=True)
    assert len(node.state()) == 3
    node.restore()
    assert node.state() == before


def test_the_shared_file_and_the_record_of_an_earlier_run_are_restored(node: Node) -> None:
    node.files.write(str(node.folder / "env"), "OTHER=1\n", "0644")
    first = PlannedFile(str(node.folder / "env"), "env", None, "restart", entries={"A": "1"})
    apply_plan(Plan("registries", b"key", (first,)), node.files, node.commands, False)
    before = node.state()
    second = PlannedFile(str(node.folder / "env"), "env", None, "restart", entries={"A": "2", "B": "3"})
    node.apply(second)
    assert node.state() != before
    node.restore()
    assert node.state() == before


def test_the_trust_bundle_is_rebuilt_again(node: Node) -> None:
    node.apply(whole(node.folder / "anchor.crt", "a"), trust=True)
    assert [command for snapshot in snapshots_down_to(RUN, node.root) for command in snapshot.commands] == [["rebuild"]]


def test_check_mode_and_a_plan_without_changes_take_no_snapshot(node: Node) -> None:
    planned = whole(node.folder / "registries.yaml", "a: 1\n")
    taker = SnapshotTaker(SnapshotOrder(RUN), node.files, node.commands, node.root)
    apply_plan(Plan("registries", b"key", (planned,)), node.files, node.commands, True, taker)
    apply_plan(Plan("registries", b"key", (planned,)), node.files, node.commands, False)
    apply_plan(Plan("registries", b"key", (planned,)), node.files, node.commands, False, taker)
    assert not Path(node.root).exists()


def test_nothing_is_changed_if_the_snapshot_does_not_fit_on_the_disk(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    (node.folder / "registries.yaml").write_text("before")
    before = node.state()

    def full(path: str, *_content: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    monkeypatch.setattr(take, "write_file", full)
    with pytest.raises(OSError, match="No space left on device"):
        node.apply(whole(node.folder / "registries.yaml", "a: 1\n"), overwrite_unmanaged=True)
    assert node.state() == before

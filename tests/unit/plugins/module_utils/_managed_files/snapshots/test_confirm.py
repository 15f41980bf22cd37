# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proof confirms a change. Without one, the timer of the node restores it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import (
    restore as restore_program,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.confirm import confirm
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    APPLIED,
    PENDING,
    PROVEN,
    RestoreError,
    load_snapshots,
    pending_snapshots,
    restorable_ids,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

from tests.unit.plugins.module_utils._managed_files.snapshots.changing_node import ChangingNode

FIRST, SECOND = "20261130T120000Z-first", "20261130T130000Z-second"


@pytest.fixture(autouse=True)
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of systemd's units. No program of this machine is run."""
    folder = tmp_path / "systemd"
    monkeypatch.setattr(
        restore_program, "UNIT_FILES", tuple(str(folder / Path(path).name) for path in restore_program.UNIT_FILES)
    )
    monkeypatch.setattr(restore_program, "PROGRAM", str(tmp_path / "restore.py"))
    return folder


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands of systemd that stop the timer. No program of this machine is run."""
    ran: list[tuple[str, ...]] = []

    def record(command: tuple[str, ...]) -> list[str]:
        ran.append(command)
        return []

    monkeypatch.setattr(restore_program, "_run", record)
    return ran


def states(node: ChangingNode) -> list[str]:
    return [one.state for one in load_snapshots(node.root)]


def is_armed() -> bool:
    return any(Path(path).exists() for path in restore_program.UNIT_FILES)


def test_a_timer_is_started_before_the_first_change(node: ChangingNode, systemd: Path) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    assert "OnActiveSec=900\n" in (systemd / "pullproof-restore.timer").read_text()
    assert "restore.py --pending --restart\n" in (systemd / "pullproof-restore.service").read_text()
    assert [command[1:] for command in node.commands.ran[-3:]] == [
        ["daemon-reload"],
        ["enable", "--quiet", "pullproof-restore.timer"],
        ["restart", "pullproof-restore.timer"],
    ]
    assert Path(restore_program.PROGRAM).read_text().startswith("# Copyright")


def test_nothing_is_changed_if_the_timer_cannot_start(node: ChangingNode, systemd: Path) -> None:
    node.commands.answers["systemctl"] = CommandResult(1, "", "Failed to enable unit: Read-only file system\n")
    with pytest.raises(NodeError, match="Observed: Failed to enable unit: Read-only file system"):
        node.run(FIRST, "a", confirm_seconds=900)
    assert states(node) == [APPLIED] and not is_armed() and not node.file("a").exists()


def test_without_a_time_limit_a_change_is_pending_and_has_no_timer(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=0)
    assert states(node) == [PENDING] and not is_armed()


def test_a_confirmed_change_has_no_timer(node: ChangingNode, stopped: list[tuple[str, ...]]) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    assert confirm(FIRST, root=node.root) is True
    assert states(node) == [PROVEN] and not is_armed()
    assert stopped == [
        ("systemctl", "disable", "--now", "pullproof-restore.timer"),
        ("systemctl", "stop", "pullproof-restore.service"),
        ("systemctl", "daemon-reload"),
    ]
    assert confirm(FIRST, root=node.root) is False


def test_a_change_that_stays_without_a_proof_is_not_proven(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    assert confirm(FIRST, is_proven=False, root=node.root) is True
    assert states(node) == [APPLIED] and not is_armed()


def test_a_later_run_takes_over_the_change_of_a_run_that_died(node: ChangingNode, systemd: Path) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.run(SECOND, "a", confirm_seconds=600)
    assert "OnActiveSec=600\n" in (systemd / "pullproof-restore.timer").read_text()
    assert [one.id for one in pending_snapshots(node.root)] == [SECOND, FIRST]
    confirm(SECOND, root=node.root)
    assert states(node) == [PROVEN, PROVEN]


def test_a_run_does_not_confirm_the_change_of_a_later_one(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.run(SECOND, "a", confirm_seconds=900)
    confirm(FIRST, root=node.root)
    assert states(node) == [PENDING, PROVEN] and is_armed()


def test_a_role_that_is_used_on_its_own_stops_the_timer(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.run(SECOND, "b")
    assert states(node) == [APPLIED, APPLIED] and not is_armed()


def test_a_role_that_is_used_on_its_own_removes_older_copies_that_have_secrets(node: ChangingNode) -> None:
    node.file("").mkdir()
    node.file("auth").write_text("x")
    node.file("auth").chmod(0o600)
    node.run(FIRST, "auth")
    assert len(list(Path(node.root, FIRST).iterdir())) == 2
    node.run(SECOND, "b")
    assert [path.name for path in Path(node.root, FIRST).iterdir()] == ["manifest.json"]


def test_a_run_that_comes_too_late_is_told_that_the_node_restored_itself(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.restore(FIRST)
    observed = "the node restored its files, because the change was not confirmed in time"
    with pytest.raises(NodeError, match=observed):
        confirm(FIRST, root=node.root)
    with pytest.raises(NodeError, match=observed):
        node.run(FIRST, "b", role="proxy", confirm_seconds=900)
    assert not node.file("b").exists()


def test_a_proof_removes_older_copies_that_have_secrets(node: ChangingNode) -> None:
    node.file("").mkdir()
    for name, content, mode in (
        ("auth", "x", 0o600),
        ("env", "HTTP_PROXY=http://u:secret@p", 0o644),
        ("ca", "x", 0o644),
    ):
        node.file(name).write_text(content)
        node.file(name).chmod(mode)
    node.run(FIRST, "auth", "env", "ca", confirm_seconds=900)
    confirm(FIRST, root=node.root)
    node.file("auth").chmod(0o600)
    node.run(SECOND, "auth", "env", "ca", confirm_seconds=900)
    assert len(list(Path(node.root, FIRST).iterdir())) == 4
    assert restorable_ids(load_snapshots(node.root), node.root) == [SECOND, FIRST]
    confirm(SECOND, root=node.root)
    assert sorted(path.name for path in Path(node.root, FIRST).iterdir()) == ["1-ca", "manifest.json"]
    assert restorable_ids(load_snapshots(node.root), node.root) == [SECOND]
    with pytest.raises(RestoreError, match=r"auth, .*env were removed, because they have secrets"):
        node.restore(FIRST)
    node.restore(SECOND)
    assert node.file("auth").read_text() == FIRST


def test_a_change_that_was_never_confirmed_is_not_removed_with_old_snapshots(node: ChangingNode) -> None:
    runs = [f"20261130T12000{number}Z-run" for number in range(7)]
    node.run(runs[0], "a", confirm_seconds=900)
    for run in runs[1:]:
        node.run(run, "a", confirm_seconds=900)
    assert len(load_snapshots(node.root)) == 7
    confirm(runs[-1], root=node.root)
    node.run("20261130T130000Z-run", "a")
    assert len(load_snapshots(node.root)) == 5


def test_an_older_run_can_be_undone_if_its_files_have_no_secrets(node: ChangingNode) -> None:
    """The record of managed files, which only root can read, does not prevent it."""
    node.file("").mkdir()
    node.file("ca").write_text("x")
    for run in (FIRST, SECOND):
        node.run(run, "ca", confirm_seconds=900)
        confirm(run, root=node.root)
    assert restorable_ids(load_snapshots(node.root), node.root) == [SECOND, FIRST]
    node.restore(FIRST)
    assert node.file("ca").read_text() == "x" and not node.record.exists()


def test_a_change_of_an_earlier_run_that_was_restored_is_not_confirmed(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.restore(FIRST)
    with pytest.raises(NodeError, match="the node restored its files"):
        confirm(SECOND, [FIRST], root=node.root)


def test_a_play_with_a_proof_starts_the_timer_after_a_role_on_its_own_in_the_same_run(node: ChangingNode) -> None:
    node.run(FIRST, "a")
    assert states(node) == [APPLIED] and not is_armed()
    node.run(FIRST, "b", role="proxy", confirm_seconds=900)
    assert states(node) == [PENDING] and is_armed()


def test_a_run_without_a_time_limit_stops_the_timer_of_an_earlier_run(node: ChangingNode) -> None:
    node.run(FIRST, "a", confirm_seconds=900)
    node.run(SECOND, "b", confirm_seconds=0)
    assert states(node) == [PENDING, PENDING] and not is_armed()

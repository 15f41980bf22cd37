# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run changes files of a folder, and the snapshot that it took restores them."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import (
    restore as restore_program,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    APPLIED,
    RestoreError,
    load_snapshots,
    restore,
    snapshots_down_to,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult

from tests.unit.plugins.module_utils._managed_files.snapshots.changing_node import ChangingNode

FIRST, SECOND, THIRD = "20261130T120000Z-first", "20261130T130000Z-second", "20261130T140000Z-third"


def test_a_changed_file_gets_back_its_content_and_mode(node: ChangingNode) -> None:
    node.file("registries.yaml").parent.mkdir()
    node.file("registries.yaml").write_bytes(b"not UTF-8: \xff\r\n")
    node.file("registries.yaml").chmod(0o640)
    node.run(FIRST, "registries.yaml")
    results = node.restore(FIRST)
    assert node.file("registries.yaml").read_bytes() == b"not UTF-8: \xff\r\n"
    assert stat.S_IMODE(node.file("registries.yaml").stat().st_mode) == 0o640
    assert [(entry["change"], entry["disruption"]) for entry in results] == [("restored", "restart")]


def test_a_new_file_is_removed_with_the_folders_that_were_made_for_it(node: ChangingNode) -> None:
    node.run(FIRST, "certs.d/docker.io/hosts.toml")
    node.restore(FIRST)
    assert not node.file("").exists()


def test_a_folder_that_something_else_uses_stays(node: ChangingNode) -> None:
    node.run(FIRST, "certs.d/docker.io/hosts.toml")
    node.file("certs.d/other").write_text("of somebody else")
    node.restore(FIRST)
    assert [path.name for path in node.file("certs.d").iterdir()] == ["other"]


def test_a_symbolic_link_stays_and_its_target_is_restored(node: ChangingNode) -> None:
    node.file("").mkdir()
    node.file("target").write_text("before")
    node.file("link").symlink_to("target")
    node.run(FIRST, "link")
    node.restore(FIRST)
    assert node.file("link").is_symlink() and node.file("target").read_text() == "before"


def test_a_second_role_of_the_same_run_does_not_replace_the_first_copy(node: ChangingNode) -> None:
    node.run(FIRST, "a")
    node.run(FIRST, "a", "b", role="proxy")
    node.restore(FIRST)
    assert not node.file("a").exists() and not node.file("b").exists()


def test_an_older_snapshot_undoes_the_later_runs_as_well(node: ChangingNode) -> None:
    node.run(FIRST, "a")
    node.run(SECOND, "a", "b")
    node.run(THIRD, "b")
    node.restore(SECOND)
    assert node.file("a").read_text() == FIRST
    assert not node.file("b").exists()
    assert [one.id for one in load_snapshots(node.root) if one.state == APPLIED] == [FIRST]


def test_a_restored_run_cannot_be_restored_again(node: ChangingNode) -> None:
    node.run(FIRST, "a")
    node.restore(FIRST)
    with pytest.raises(RestoreError, match="Observed: the node has none"):
        node.restore(FIRST)


def test_what_was_not_changed_is_reported_as_unchanged(node: ChangingNode) -> None:
    node.run(FIRST, "a")
    node.file("a").unlink()
    assert [entry["change"] for entry in node.restore(FIRST)] == ["unchanged"]


def test_the_files_are_restored_also_if_a_command_fails(node: ChangingNode) -> None:
    node.run(FIRST, "anchor.crt", commands=[["sh", "-c", "echo 'No space left on device' >&2; exit 1"]])
    problems = restore(snapshots_down_to(FIRST, node.root), node.root)
    assert [problem.partition(": ")[2] for problem in problems] == ["exit code 1, No space left on device"]
    assert not node.file("anchor.crt").exists()


def test_a_file_that_cannot_be_written_is_an_error_with_the_command_to_repeat(node: ChangingNode) -> None:
    node.file("").mkdir()
    node.file("a").write_text("before")
    node.run(FIRST, "a")
    node.file("a").unlink()
    node.file("a").mkdir()
    with pytest.raises(RestoreError, match=rf"Is a directory.*restore.py --to {FIRST} --restart there"):
        node.restore(FIRST)
    node.file("a").rmdir()
    node.restore(FIRST)
    assert node.file("a").read_text() == "before"


def test_runs_are_undone_in_the_order_of_the_node_and_not_of_their_names(node: ChangingNode) -> None:
    """A run of many hours reaches a node after a run that began later."""
    node.run(SECOND, "a")
    node.run(FIRST, "a", "b")
    node.restore(FIRST)
    assert node.file("a").read_text() == SECOND
    assert not node.file("b").exists()


def test_the_manifest_and_the_copies_are_readable_by_root_only(node: ChangingNode) -> None:
    node.file("").mkdir()
    node.file("secret").write_text("password")
    node.run(FIRST, "secret")
    folder = Path(node.root, FIRST)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 2
    assert stat.S_IMODE(Path(node.root).stat().st_mode) == 0o700
    assert "password" not in (folder / "manifest.json").read_text()


def test_the_sixth_run_removes_the_snapshot_of_the_first(node: ChangingNode) -> None:
    runs = [f"20261130T12000{number}Z-run" for number in range(6)]
    for run in runs:
        node.run(run, "a")
    assert [one.id for one in load_snapshots(node.root)] == runs[:0:-1]


def test_a_run_that_was_killed_before_its_first_change_leaves_nothing_to_restore(node: ChangingNode) -> None:
    Path(node.root, FIRST).mkdir(parents=True)
    Path(node.root, FIRST, "0-registries.yaml").write_text("half of a co")
    assert load_snapshots(node.root) == []


def test_the_runtimes_that_were_active_are_recorded(node: ChangingNode) -> None:
    shown = [
        f"Id={name}.service\nLoadState=loaded\nActiveState={state}\n"
        for name, state in (("rke2-agent", "active"), ("docker", "inactive"))
    ]
    node.commands.answers["systemctl"] = CommandResult(0, "\n".join(shown), "")
    node.run(FIRST, "a")
    assert load_snapshots(node.root)[0].runtimes == ["rke2-agent.service"]


class Program:
    """The file as a program of its own, beside a `systemctl` that records its arguments."""

    def __init__(self, folder: Path, root: str) -> None:
        self.file, self.log = folder / "program.py", folder / "systemctl.log"
        text = Path(restore_program.__file__).read_text()
        self.file.write_text(text.replace('"/var/lib/pullproof"', json.dumps(str(folder))))
        systemctl = folder / "bin" / "systemctl"
        systemctl.parent.mkdir()
        systemctl.write_text(f"#!/bin/sh\necho $* >> {self.log}\n")
        systemctl.chmod(0o755)

    def run(self, *options: str) -> tuple[int, str, str]:
        environment = {"PATH": f"{self.file.parent}/bin:/usr/bin:/bin"}
        command = [sys.executable, str(self.file), *options]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def program(node: ChangingNode, tmp_path: Path) -> Program:
    return Program(tmp_path, node.root)


def test_the_file_is_a_program_that_needs_nothing_of_the_collection(node: ChangingNode, program: Program) -> None:
    node.run(FIRST, "a")
    assert program.run("--to", FIRST) == (0, f"removed: {node.file('a')}\nremoved: {node.record}\n", "")
    code, _out, error = program.run("--to", FIRST)
    assert code == 1 and "Observed: the node has none" in error


def test_the_program_undoes_what_is_pending_and_restarts_the_runtimes(node: ChangingNode, program: Program) -> None:
    shown = "Id=containerd.service\nLoadState=loaded\nActiveState=active\n"
    node.commands.answers["systemctl"] = CommandResult(0, shown, "")
    node.run(FIRST, "a")
    node.run(SECOND, "b", confirm_seconds=0)
    assert program.run("--pending", "--restart") == (0, f"removed: {node.file('b')}\nrestored: {node.record}\n", "")
    assert program.log.read_text().splitlines() == ["daemon-reload", "restart containerd.service"]
    assert node.file("a").exists() and node.record.read_text() == FIRST


@pytest.mark.parametrize("step", ["_restart", "mark_restored"])
def test_a_program_that_was_killed_is_repeated(node: ChangingNode, program: Program, step: str) -> None:
    """Killed before it restarts the runtimes, or between the manifest and the removal of the copies."""
    node.file("").mkdir()
    node.file("a").write_text("before")
    node.run(FIRST, "a", confirm_seconds=0)
    text = program.file.read_text()
    killed = {
        "_restart": text.replace("def _restart(", "def _restart(*_chain):\n    os._exit(9)\n\n\ndef _unused("),
        "mark_restored": text.replace(
            "        for saved in files:\n", "        os._exit(9)\n        for saved in files:\n"
        ),
    }[step]
    assert killed != text
    program.file.write_text(killed)
    assert program.run("--pending", "--restart")[0] == 9
    program.file.write_text(text)
    assert program.run("--pending", "--restart")[0] == 0
    assert node.file("a").read_text() == "before"


def test_only_root_can_hold_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore_program, "LOCK", str(tmp_path / "lock"))
    (tmp_path / "lock").touch(0o644)
    monkeypatch.setattr(restore_program, "_COMMAND_SECONDS", 0)
    with restore_program.locked():
        assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600
        with pytest.raises(RestoreError, match="another process has it"), restore_program.locked():
            pass
    with restore_program.locked():
        pass

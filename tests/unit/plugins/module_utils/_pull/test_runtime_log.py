# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the runtime's log: from before the pulls to their end, in a file or in the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._pull import runtime_log
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess
from ansible_collections.pullproof.registry.plugins.module_utils._pull.runtime_log import PullLog


def line(host: str) -> str:
    return f'time="t" level=info msg="trying next host" error="refused" host={host}\n'


def hosts(log: PullLog) -> list[str]:
    return [found.host for found in log.lines()]


@pytest.fixture
def access(tmp_path: Path) -> RuntimeAccess:
    (tmp_path / "containerd.log").write_text(line("before"))
    return RuntimeAccess("cri", "/socket", log_file=str(tmp_path / "containerd.log"), unit="rke2-agent.service")


def test_only_what_was_appended_is_read(access: RuntimeAccess, commands: Any) -> None:
    log = PullLog(access, commands)
    with Path(access.log_file).open("a") as handle:
        handle.write(line("during"))
    assert hosts(log) == ["during"]


def test_a_log_that_was_rotated_meanwhile_is_read_from_its_start(access: RuntimeAccess, commands: Any) -> None:
    Path(access.log_file).write_text(line("before") * 9)
    log = PullLog(access, commands)
    Path(access.log_file).write_text(line("during"))
    assert hosts(log) == ["during"]


def test_of_very_much_the_end_is_read(access: RuntimeAccess, commands: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime_log, "MOST_BYTES", len(line("last")))
    log = PullLog(access, commands)
    with Path(access.log_file).open("a") as handle:
        handle.write(line("first") + line("last"))
    assert hosts(log) == ["last"]


def test_without_a_file_the_journal_of_the_unit_is_asked_since_the_start(commands: Any) -> None:
    commands.answers["journalctl"] = CommandResult(0, line("during"), "")
    log = PullLog(RuntimeAccess("docker", "/socket", unit="docker.service"), commands)
    assert hosts(log) == ["during"]
    argv = commands.ran[0]
    assert "--unit=docker.service" in argv
    assert any(argument.startswith("--since=@") for argument in argv)
    assert any(argument.startswith("--lines=") for argument in argv)


def test_a_log_that_is_not_there_says_nothing(tmp_path: Path, commands: Any) -> None:
    assert PullLog(RuntimeAccess("cri", "/socket", log_file=str(tmp_path / "absent")), commands).lines() == []
    assert PullLog(RuntimeAccess("cri", "/socket"), commands).lines() == []

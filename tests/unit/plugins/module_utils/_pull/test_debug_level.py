# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Docker's debug level: up while images are pulled, and daemon.json as it was afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._pull import debug_level
from ansible_collections.pullproof.registry.plugins.module_utils._pull.debug_level import DebugLevel

TEXTS = [None, "{}\n", '{\n  "registry-mirrors": ["https://m"]\n}\n', '{"debug": false, "x": 1}']


class Docker:
    """daemon.json in a folder of the test, and a dockerd that keeps its level where a reload does not name it."""

    def __init__(self, folder: Path, files: NodeFiles, commands: Any) -> None:
        self.daemon = folder / "daemon.json"
        self.note = folder / "state" / "debug.json"
        self.level = DebugLevel(files, commands, cast(Any, self))
        self.levels: list[bool] = []
        self.is_up = False
        commands.answers["systemctl"] = CommandResult(0, "", "")
        commands.effects["systemctl"] = self.reload

    def reload(self) -> None:
        self.is_up = json.loads(self.text() or "{}").get("debug", self.is_up)
        self.levels.append(self.is_up)

    def lines(self, method: str, path: str, seconds: int, headers: Any = None) -> list[str]:
        assert (method, path) == ("GET", "/info")
        return [json.dumps({"Debug": self.is_up})]

    def text(self) -> str | None:
        return self.daemon.read_text() if self.daemon.exists() else None


@pytest.fixture
def docker(tmp_path: Path, node_files: NodeFiles, commands: Any, monkeypatch: pytest.MonkeyPatch) -> Docker:
    monkeypatch.setattr(debug_level, "DOCKER_DAEMON_FILE", str(tmp_path / "daemon.json"))
    monkeypatch.setattr(debug_level, "DEBUG_PATH", str(tmp_path / "state" / "debug.json"))
    return Docker(tmp_path, node_files, commands)


@pytest.mark.parametrize("before", TEXTS)
def test_the_level_is_up_inside_and_the_file_as_before_afterwards(docker: Docker, before: str | None) -> None:
    if before is not None:
        docker.daemon.write_text(before)
    with docker.level.raised():
        assert '"debug": true' in str(docker.text())
        assert docker.note.stat().st_mode & 0o777 == 0o600
    assert docker.text() == before
    assert not docker.note.exists()
    assert docker.levels == [True, False]


@pytest.mark.parametrize("before", TEXTS)
def test_a_run_that_was_killed_is_made_up_for_by_the_next(docker: Docker, before: str | None) -> None:
    if before is not None:
        docker.daemon.write_text(before)
    with docker.level.raised():
        left_behind = {path: path.read_text() for path in (docker.daemon, docker.note)}
    for path, text in left_behind.items():
        path.write_text(text)
    docker.level.heal()
    assert docker.text() == before
    assert docker.levels[-1] is False
    assert not docker.note.exists()


def test_a_level_that_is_up_already_is_left_alone(docker: Docker) -> None:
    docker.is_up = True
    with docker.level.raised():
        assert docker.text() is None
    assert docker.levels == []


def test_a_fault_inside_takes_the_level_back_too(docker: Docker) -> None:
    docker.daemon.write_text("{}")
    with pytest.raises(OSError, match="gone"), docker.level.raised():
        raise OSError("gone")
    assert docker.text() == "{}"


def test_what_others_changed_meanwhile_stays(docker: Docker) -> None:
    docker.daemon.write_text('{"x": 1}')
    with docker.level.raised():
        docker.daemon.write_text(str(docker.text()).replace("1", "2"))
    assert docker.text() == '{"x": 2}'


def test_with_nothing_to_heal_nothing_is_touched(docker: Docker) -> None:
    docker.level.heal()
    assert docker.levels == []

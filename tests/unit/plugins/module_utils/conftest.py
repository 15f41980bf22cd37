# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for the two seams of node code: a module that moves files, and commands with declared answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils import _loaded, _record
from ansible_collections.pullproof.registry.plugins.module_utils._commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles


class MovingModule:
    """As much of AnsibleModule as files need."""

    def atomic_move(self, source: str, target: str) -> None:
        Path(source).replace(target)


class DeclaredCommands:
    """Answers the commands it was told of, runs `effect` with each, and remembers what was run."""

    def __init__(self, answers: Mapping[str, CommandResult] | None = None) -> None:
        self.answers = dict(answers or {})
        self.ran: list[list[str]] = []
        self.effects: dict[str, Any] = {}

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        self.ran.append(list(argv))
        self.effects.get(argv[0], lambda: None)()
        return self.answers.get(argv[0], CommandResult(127, "", f"{argv[0]}: not found"))

    def find(self, program: str) -> str | None:
        return f"/usr/bin/{program}" if program in self.answers else None


@pytest.fixture
def node_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NodeFiles:
    """The files of a node whose own state lies in the test's folder."""
    monkeypatch.setattr(_record, "RECORD_PATH", str(tmp_path / "state" / "owned.json"))
    monkeypatch.setattr(_loaded, "LOADED_PATH", str(tmp_path / "state" / "loaded.json"))
    return NodeFiles(cast(Any, MovingModule()))


@pytest.fixture
def commands() -> DeclaredCommands:
    """A node that has no commands until a test declares some."""
    return DeclaredCommands()

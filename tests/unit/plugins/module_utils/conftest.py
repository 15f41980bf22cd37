# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for the two seams of node code: a module that moves files, and commands with declared answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files import record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._service import pending

from tests.servers.programs import DeclaredCommands


class MovingModule:
    """As much of AnsibleModule as files need."""

    def __init__(self) -> None:
        self.modes: list[int] = []

    def atomic_move(self, source: str, target: str) -> None:
        """Like ansible-core 2.19: a new file gets the mode that the umask leaves."""
        is_new = not Path(target).exists()
        Path(source).replace(target)
        if is_new:
            umask = os.umask(0)
            os.umask(umask)
            Path(target).chmod(0o666 & ~umask)
        self.modes.append(Path(target).stat().st_mode & 0o777)


@pytest.fixture
def node_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NodeFiles:
    """The files of a node whose own state lies in the test's folder."""
    monkeypatch.setattr(record, "RECORD_PATH", str(tmp_path / "state" / "owned.json"))
    monkeypatch.setattr(pending, "LOADED_PATH", str(tmp_path / "state" / "loaded.json"))
    return NodeFiles(cast(Any, MovingModule()))


@pytest.fixture
def moving_module(node_files: NodeFiles) -> MovingModule:
    """The module behind `node_files`, which remembers the modes of what it moved into place."""
    return cast(MovingModule, node_files._module)


@pytest.fixture
def commands() -> DeclaredCommands:
    """A node that has no commands until a test declares some."""
    return DeclaredCommands()

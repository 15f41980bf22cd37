# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node whose files runs change, in the folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import restore
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

from tests.unit.plugins.module_utils._managed_files.snapshots.changing_node import ChangingNode


@pytest.fixture
def node(tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> ChangingNode:
    monkeypatch.setattr(restore, "PROGRAM", str(tmp_path / "restore.py"))
    return ChangingNode(tmp_path, node_files)

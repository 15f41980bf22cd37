# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of the test as a node whose files runs change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    mark_restored,
    restorations,
    restore,
    snapshots_down_to,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.take import (
    SnapshotOrder,
    SnapshotTaker,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

from tests.servers.programs import DeclaredCommands

NO_SERVICES = {"systemctl": CommandResult(0, "", "")}


class ChangingNode:
    """The folder of a test as a node."""

    def __init__(self, folder: Path, files: NodeFiles) -> None:
        self.folder, self.files = folder, files
        self.root = str(folder / "snapshots")
        self.commands = DeclaredCommands(NO_SERVICES)

    def file(self, name: str) -> Path:
        return self.folder / "etc" / name

    @property
    def record(self) -> Path:
        """The record of managed files, which each run changes."""
        return self.folder / "state" / "owned.json"

    def run(
        self,
        run: str,
        *names: str,
        role: str = "registries",
        commands: Any = (),
        confirm_seconds: int | None = None,
    ) -> None:
        """A run takes its snapshot, and then writes its name to each file. With `confirm_seconds` it needs a proof."""
        order = SnapshotOrder(run, confirm_seconds is not None, confirm_seconds or 0)
        taker = SnapshotTaker(order, self.files, self.commands, self.root)
        effects = {str(self.file(name)): "restart" for name in names}
        taker.add(role, effects, str(self.record), commands)
        for path in [*effects, str(self.record)]:
            self.files.write(path, run, "0600" if path == str(self.record) else "0644")

    def restore(self, run: str) -> list[dict[str, str]]:
        """The results of the files, without the record."""
        chain = snapshots_down_to(run, self.root)
        results = [one.result for one in restorations(chain, self.root) if not one.saved.is_record]
        assert restore(chain, self.root) == []
        mark_restored(chain, self.root)
        return results

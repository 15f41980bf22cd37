# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The managed files of a Windows node, and their record in the state of the node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import ntpath
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import BACKUP_SUFFIX
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import (
    back_up,
    remove_empty_folders,
    remove_file,
    restore,
    write_file,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_queries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.file_state import (
    PRIVATE,
    WindowsFile,
    file_at,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    RECORD,
    WindowsState,
    mark_pending,
    save,
    with_folder,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
        FileChange,
        FileState,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import (
        Changes,
        Files,
        Summaries,
    )
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class WindowsFileStore:
    """Queried files, which are written from the controller. Unmanaged values may be secret and are not recorded."""

    record_path = RECORD
    keeps_replaced_values = False

    def __init__(self, node: WindowsNode, state: WindowsState, files: t.Mapping[str, WindowsFile]) -> None:
        self._node = node
        self.state = state
        self._files = files

    @property
    def files(self) -> Files:
        """The recorded files by path."""
        return self.state.files

    @property
    def summaries(self) -> Summaries:
        """The recorded summaries by role."""
        return self.state.summaries

    def state_of(self, path: str) -> FileState:
        """A file as it is on the node, with its text only if it has entries that are not managed."""
        return self._files[path]

    def backup_at(self, path: str) -> FileState | None:
        """A recorded backup is not queried, but expected."""
        return self._files.get(path, WindowsFile())

    def with_backup_path(self, change: FileChange) -> FileChange:
        """The first unmanaged file is backed up. No later one replaces its backup."""
        if change.managed is None:
            return change
        if change.managed.backup:
            return replace(change, needs_backup=False)
        return replace(change, managed=replace(change.managed, backup=change.path + BACKUP_SUFFIX))

    def prepare(self, plan: Plan, changes: Changes) -> None:
        """Create the state folder, and mark the restart as pending before the first change."""
        changing = [change for change in changes if change.is_change]
        if changing or self.state.folder.leftovers:
            self.state = with_folder(self._node, self.state)
        if any(change.takes_effect == "restart" for change in changing):
            self.state = mark_pending(self._node, self.state, plan.role)

    def back_up(self, change: FileChange) -> None:
        """Copy the unmanaged file to its backup path, private, on the node."""
        if change.managed is not None and change.managed.backup is not None:
            back_up(self._node, change.path, change.managed.backup)

    def write(self, change: FileChange) -> None:
        """Write, remove or restore one file."""
        if change.restored_from is not None:
            restore(self._node, change.restored_from, change.path)
        elif change.text is None:
            remove_file(self._node, change.path)
        else:
            write_file(self._node, change.path, change.text, private=change.mode == PRIVATE)

    def save_intent(self, changes: Changes, files: Files) -> None:
        """Save the record before the first write."""
        if any(change.is_change for change in changes):
            self.state = save(self._node, self.state, replace(self.state, files=files))

    def save_result(self, changes: Changes, files: Files, summaries: Summaries) -> None:
        """Remove folders that are empty now, and save the record."""
        removed = [change for change in changes if change.change == "removed"]
        remove_empty_folders(self._node, [ntpath.dirname(change.path) for change in removed])
        self.state = save(self._node, self.state, replace(self.state, files=files, summaries=summaries))


def known_files(
    plan: Plan, files: t.Mapping[str, WindowsFile], state: WindowsState, node: WindowsNode
) -> dict[str, WindowsFile]:
    """The planned `files`, and the managed files that are not planned. Shared files have their text."""
    paths = [planned.path for planned in plan.files]
    gone = [path for path, managed in sorted(state.files.items()) if managed.role == plan.role and path not in paths]
    found = {**files, **run_queries(node, {path: file_at(path) for path in gone})}
    shared = {planned.path for planned in plan.files if planned.kind != "whole"}
    shared |= {path for path in gone if state.files[path].kind != "whole"}
    return {path: _with_text(path, file, node) if path in shared else file for path, file in found.items()}


def _with_text(path: str, file: WindowsFile, node: WindowsNode) -> WindowsFile:
    """The file with its text, which appears neither in the log nor in the output of Ansible."""
    if not file.exists:
        return file
    content = node.query("ansible.windows.slurp", {"src": path}, secret=True)["content"]
    return replace(file, text=base64.b64decode(content).decode("utf-8-sig"))

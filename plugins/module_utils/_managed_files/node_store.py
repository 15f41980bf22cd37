# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The managed files of a Linux node, and their record in `/var/lib/pullproof/owned.json`.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import itertools
import time
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileChange,
    FileState,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RELOAD, RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    REBUILT,
    RECORD_PATH,
    Record,
    load_record,
    save_record,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import BACKUP_SUFFIX

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import (
        Changes,
        Files,
        Summaries,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


class NodeFileStore:
    """Files that are read and written on the node itself. Replaced values are recorded, which only root can read."""

    record_path = RECORD_PATH
    keeps_replaced_values = True

    def __init__(self, role: str, files: NodeFiles) -> None:
        self._role = role
        self._files = files
        self._record = load_record(files)

    @property
    def files(self) -> Files:
        """The recorded files by path."""
        return self._record.files

    @property
    def summaries(self) -> Summaries:
        """The recorded summaries by role."""
        return self._record.summaries

    def state_of(self, path: str) -> FileState:
        """A file as it is on the node, with its text."""
        text = self._files.read(path)
        if text is None:
            return FileState()
        return FileState(digest_of(text), self._files.mode(path), MARKER in text[:200], text)

    def backup_at(self, path: str) -> t.Optional[FileState]:
        """A backup as it is on the node; None if it is missing."""
        state = self.state_of(path)
        return state if state.exists else None

    def with_backup_path(self, change: FileChange) -> FileChange:
        """The change with a backup path that no other file was saved at before, and with the mode of the file."""
        if change.managed is None:
            return change
        text = self._files.read(change.path)
        names = (f"{change.path}{BACKUP_SUFFIX}{f'.{number}' if number else ''}" for number in itertools.count())
        free = next(name for name in names if self._files.read(name) in (None, text))
        return replace(change, managed=replace(change.managed, backup=free, mode_before=self._files.mode(change.path)))

    def back_up(self, change: FileChange) -> None:
        """Copy the unmanaged file to its backup path, readable by root only."""
        if change.managed is not None and change.managed.backup is not None:
            self._files.write(change.managed.backup, self._files.read(change.path) or "", "0600")

    def write(self, change: FileChange) -> None:
        """Write, remove or restore one file. A restored backup is removed."""
        if change.text is None:
            self._files.remove(change.path)
        else:
            self._files.write(change.path, change.text, change.mode)
        if change.restored_from is not None and self._files.read(change.restored_from) is not None:
            self._files.remove(change.restored_from)

    def save_intent(self, changes: Changes, files: Files) -> None:
        """Save the record before the first write, with the folders that will be created."""
        written = [change for change in changes if change.is_change and change.text is not None]
        created = [folder for change in written for folder in self._files.missing_folders(change.path)]
        record = replace(self._record, files=files).with_folders([*self._record.folders, *created])
        record = _with_change_times(record, self._role, changes)
        if record != self._record:
            save_record(self._files, record)

    def save_result(self, changes: Changes, files: Files, summaries: Summaries) -> None:
        """Save the record after the last write, and remove folders that are empty now."""
        before = load_record(self._files)
        record = replace(before, files=files, summaries=summaries)
        if any(change.managed is None for change in changes):
            record = record.with_folders(self._folders_in_use(record))
        record = _with_change_times(record, self._role, changes)
        if record != before:
            save_record(self._files, record)

    def save_rebuilt_bundle(self) -> None:
        """Record that the trust bundle had lost managed certificates, which a running process may not have loaded."""
        now = time.time()
        record = load_record(self._files).with_change(self._role, RESTART, now).with_change(self._role, REBUILT, now)
        save_record(self._files, record)

    def _folders_in_use(self, record: Record) -> list[str]:
        """The recorded folders without the empty ones, which are removed: the inner before the outer."""
        inner_first = sorted(record.folders, key=len, reverse=True)
        return [folder for folder in inner_first if not self._files.remove_empty_folder(folder)]


def _with_change_times(record: Record, role: str, changes: Changes) -> Record:
    """Recorded before the first write for a killed run, and after the last for a process that started in between."""
    for takes_effect in {change.takes_effect for change in changes if change.is_change} & {RESTART, RELOAD}:
        record = record.with_change(role, takes_effect, time.time())
    return record

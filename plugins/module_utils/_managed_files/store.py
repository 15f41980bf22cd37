# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a plan is carried out: back up, record the intent, write, record the result. Used on Linux and for Windows nodes.

The intent is recorded before the first write. A run that is killed between two writes is completed by the next run.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RELOAD, RESTART, Plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary, recorded
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import dropped_keys

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
        FileChange,
        FileState,
    )

    Changes = t.Sequence[FileChange]

# Appended to the path of an unmanaged file.
BACKUP_SUFFIX = ".before-pullproof"

Files = t.Mapping[str, ManagedFile]
Summaries = t.Mapping[str, SettingsSummary]


class ManagedFileStore(t.Protocol):
    """The files of a node and the record of those that this collection manages."""

    @property
    def record_path(self) -> str:
        """Where the record is on the node."""

    @property
    def keeps_replaced_values(self) -> bool:
        """Whether the record may hold unmanaged values. Else a file with such values is backed up as a whole."""

    @property
    def files(self) -> Files:
        """The recorded files by path."""

    @property
    def summaries(self) -> Summaries:
        """The recorded summaries by role."""

    def state_of(self, path: str) -> FileState:
        """A file as it is on the node."""

    def backup_at(self, path: str) -> t.Optional[FileState]:
        """A backup as it is on the node; None if it is missing."""

    def with_backup_path(self, change: FileChange) -> FileChange:
        """The change with the path for the backup of the unmanaged file."""

    def back_up(self, change: FileChange) -> None:
        """Copy the unmanaged file to its backup path, readable only for administrators."""

    def write(self, change: FileChange) -> None:
        """Write, remove or restore one file."""

    def save_intent(self, changes: Changes, files: Files) -> None:
        """Save the record before the first write."""

    def save_result(self, changes: Changes, files: Files, summaries: Summaries) -> None:
        """Save the record after the last write."""


def write_changes(changes: Changes, store: ManagedFileStore) -> None:
    """Back up what is replaced, record the intent, write."""
    changing = [change for change in changes if change.is_change]
    for change in changing:
        if change.needs_backup:
            store.back_up(change)
    intended = {
        change.path: _intended(change.managed, store.files.get(change.path))
        for change in changes
        if change.managed is not None
    }
    store.save_intent(changes, {**store.files, **intended})
    for change in changing:
        store.write(change)


def record_changes(plan: Plan, changes: Changes, store: ManagedFileStore) -> None:
    """Record the files as they are after the last write, and the summary of the settings."""
    paths = {change.path for change in changes}
    files = {path: managed for path, managed in store.files.items() if path not in paths}
    files.update({change.path: change.managed for change in changes if change.managed is not None})
    summaries = {role: summary for role, summary in store.summaries.items() if role != plan.role}
    if plan.summary is not None and any(managed.role == plan.role for managed in files.values()):
        summaries[plan.role] = recorded(plan.summary)
    store.save_result(changes, files, summaries)


def file_results(changes: Changes, store: ManagedFileStore) -> list[dict[str, str]]:
    """The changes as a module returns them."""
    return [
        {
            "path": change.path,
            "change": change.change,
            "takes_effect": change.takes_effect,
            "disruption": _disruption(change, store),
        }
        for change in changes
    ]


def summaries_of(plan: Plan, store: ManagedFileStore) -> t.Optional[tuple[SettingsSummary, SettingsSummary]]:
    """The summaries before and after. None if the plan has no summary, or managed files were recorded without one."""
    before = store.summaries.get(plan.role)
    is_managing = any(managed.role == plan.role for managed in store.files.values())
    if plan.summary is None or (before is None and is_managing):
        return None
    return before or SettingsSummary(), plan.summary


def _intended(new: ManagedFile, old: t.Optional[ManagedFile]) -> ManagedFile:
    """The old and the new content are both managed until the last write, because the run may be killed in between."""
    if old is None:
        return new
    return replace(
        new,
        ids=sorted({*old.ids, *new.ids}),
        replaced={**old.replaced, **new.replaced},
        mode_before=new.mode_before or old.mode_before,
        backup=new.backup or old.backup,
        digests_before=sorted({*old.digests_before, old.digest} - {new.digest}),
    )


def _disruption(change: FileChange, store: ManagedFileStore) -> str:
    """When the change takes effect. A reload of Docker Engine does not unset keys that were removed: a restart does."""
    if not change.is_change:
        return "none"
    if change.takes_effect == RELOAD and dropped_keys(store.state_of(change.path).text or "", change.text or ""):
        return RESTART
    return change.takes_effect

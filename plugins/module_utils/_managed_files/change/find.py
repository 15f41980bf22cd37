# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare a plan with a node: one change for every planned file, and for every managed file that is not planned.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.entries import (
    change_entries,
    remove_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileChange,
    FileState,
    UnmanagedFileError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.whole_file import (
    change_whole_file,
    remove_whole_file,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import unmanaged_error
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import ManagedFileStore


def find_changes(plan: Plan, store: ManagedFileStore) -> list[FileChange]:
    """The changes in the order of the plan, then the removals. Raises NodeError, for all unmanaged files at once."""
    managed = {path: file for path, file in sorted(store.files.items()) if file.role == plan.role}
    changes, unmanaged = [], []
    for planned in plan.files:
        try:
            changes.append(_change(planned, managed.get(planned.path), plan, store))
        except UnmanagedFileError as error:
            unmanaged.append(error.found)
    if unmanaged:
        raise unmanaged_error(unmanaged, store.record_path)
    planned_paths = {*(planned.path for planned in plan.files), *plan.keep}
    return changes + [_removal(path, file, store) for path, file in managed.items() if path not in planned_paths]


def _change(planned: PlannedFile, managed: t.Optional[ManagedFile], plan: Plan, store: ManagedFileStore) -> FileChange:
    state = store.state_of(planned.path)
    if planned.kind == "whole":
        change = change_whole_file(planned, state, managed, plan)
    else:
        change = _with_path(
            planned.path, lambda: change_entries(planned, state, managed, plan, store.keeps_replaced_values)
        )
    return store.with_backup_path(change) if change.needs_backup else change


def _removal(path: str, managed: ManagedFile, store: ManagedFileStore) -> FileChange:
    state = store.state_of(path)
    if managed.kind == "whole":
        return remove_whole_file(path, state, managed, _backup(managed, store))
    return _with_path(path, lambda: remove_entries(path, state, managed))


def _backup(managed: ManagedFile, store: ManagedFileStore) -> t.Optional[FileState]:
    return store.backup_at(managed.backup) if managed.backup else None


def _with_path(path: str, change: t.Callable[[], FileChange]) -> FileChange:
    """Add the path to errors of the editors, which only know the text."""
    try:
        return change()
    except NodeError as error:
        place = "" if path in error.checked else f" ({path})"
        raise NodeError(error.checked + place, error.observed, error.expected, error.fix) from error

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The change of a file that this collection manages as a whole. Nothing is written here.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileChange,
    FileState,
    UnmanagedFileError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import unmanaged_file
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile

_NOT_READ = "# the content differs from what this collection wrote; not shown, because a secret may be in it\n"
_RESTORED = "# the file that was replaced is restored; not shown, because it may contain a secret\n"


def change_whole_file(
    planned: PlannedFile, state: FileState, managed: t.Optional[ManagedFile], plan: Plan
) -> FileChange:
    """The change that applies `planned`. Raises UnmanagedFileError."""
    digest = digest_of(planned.content)
    same_content = state.digest == digest
    is_unmanaged = state.exists and not same_content and not state.is_managed(managed)
    if is_unmanaged and managed is None and not plan.overwrite_unmanaged:
        raise UnmanagedFileError(unmanaged_file(planned.path, state.text, plan.role))
    same = same_content and state.has_mode(planned.mode)
    return FileChange(
        path=planned.path,
        change="unchanged" if same else ("updated" if state.exists else "created"),
        takes_effect=planned.takes_effect,
        text=planned.content,
        mode=planned.mode,
        before=_before(state, managed),
        after=planned.masked,
        managed=_record_of(planned, digest, managed, plan),
        needs_backup=is_unmanaged,
    )


def remove_whole_file(path: str, state: FileState, managed: ManagedFile, backup: t.Optional[FileState]) -> FileChange:
    """The change that removes a managed file, or restores its `backup`. A file that became unmanaged stays."""
    if not state.exists or not state.is_managed(managed):
        return FileChange(path, "unchanged", managed.takes_effect)
    if backup is None:
        return FileChange(path, "removed", managed.takes_effect, before=managed.masked)
    return FileChange(
        path=path,
        change="restored",
        takes_effect=managed.takes_effect,
        text=backup.text,
        mode=managed.mode_before,
        before=managed.masked,
        after="" if backup.text is None else _RESTORED,
        restored_from=managed.backup,
    )


def _record_of(planned: PlannedFile, digest: str, managed: t.Optional[ManagedFile], plan: Plan) -> ManagedFile:
    return ManagedFile(
        role=plan.role,
        kind=planned.kind,
        takes_effect=planned.takes_effect,
        mode=planned.mode,
        created=True,
        digest=digest,
        masked=planned.masked,
        mode_before=managed.mode_before if managed else None,
        backup=managed.backup if managed else None,
    )


def _before(state: FileState, managed: t.Optional[ManagedFile]) -> str:
    if not state.exists:
        return ""
    if managed is not None and managed.digest == state.digest:
        return managed.masked
    if state.text is None:
        return _NOT_READ
    lines = state.text.count("\n") + (not state.text.endswith("\n"))
    replacement = f"# {lines} lines that this collection did not write; not shown, because a secret may be in them\n"
    return (managed.masked if managed else "") + replacement

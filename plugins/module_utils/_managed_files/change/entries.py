# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The change of managed entries in a file that has other entries too. Nothing is written here.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.editors import EDITORS, Editor
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileChange,
    FileState,
    UnmanagedFileError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of, entries_text
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import UNKNOWN, UnmanagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile

_RESTORE = "the old value is recorded, and restored when the managed entry is removed"
_BACK_UP = "the whole file is backed up; restore the old value by hand when the managed entry is removed"


def change_entries(
    planned: PlannedFile, state: FileState, managed: t.Optional[ManagedFile], plan: Plan, keeps_values: bool
) -> FileChange:
    """The change that applies `planned`. Replaced unmanaged values are recorded if `keeps_values`, else the whole file
    is backed up. Raises UnmanagedFileError, and NodeError for a file that can't be edited.
    """
    managed_ids = set(managed.ids) if managed else set()
    now = EDITORS[planned.kind].read_entries(state.text or "", [*planned.entries, *managed_ids])
    unmanaged = {name: now[name] for name in planned.entries if name in now and name not in managed_ids}
    _refuse_unmanaged_entries(planned, unmanaged, plan, _RESTORE if keeps_values else _BACK_UP)
    text, replaced = _written(planned, state, managed, unmanaged)
    mode = planned.mode or (managed.mode_before if managed else None)
    same = state.exists and text == state.text and state.has_mode(mode)
    return FileChange(
        path=planned.path,
        change="unchanged" if same else ("updated" if state.exists else "created"),
        takes_effect=planned.takes_effect,
        text=text,
        mode=mode,
        before=_before(now, managed_ids, managed, planned),
        after=planned.masked,
        managed=_record_of(planned, state, managed, plan, replaced if keeps_values else {}),
        needs_backup=bool(unmanaged) and not keeps_values,
    )


def _written(
    planned: PlannedFile, state: FileState, managed: t.Optional[ManagedFile], unmanaged: t.Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The text with the planned entries, and the values that they replace. Entries that are no longer planned get the
    values back that they replaced.
    """
    editor = EDITORS[planned.kind]
    replaced = {**(managed.replaced if managed else {}), **unmanaged}
    gone = [name for name in (managed.ids if managed else ()) if name not in planned.entries]
    back = {name: replaced.pop(name) for name in gone if name in replaced}
    return editor.write_entries(_without(state.text or "", editor, gone, back), planned.entries), replaced


def remove_entries(path: str, state: FileState, managed: ManagedFile) -> FileChange:
    """The change that removes the managed entries and puts back the values that they replaced."""
    left = None
    if state.text is not None:
        left = _without(state.text, EDITORS[managed.kind], managed.ids, managed.replaced)
        if managed.created and not left.strip():
            left = None
    change = "removed" if state.exists else "unchanged"
    return FileChange(path, change, managed.takes_effect, left, managed.mode_before, before=managed.masked)


def _record_of(
    planned: PlannedFile,
    state: FileState,
    managed: t.Optional[ManagedFile],
    plan: Plan,
    replaced: t.Mapping[str, str],
) -> ManagedFile:
    return ManagedFile(
        role=plan.role,
        kind=planned.kind,
        takes_effect=planned.takes_effect,
        mode=planned.mode,
        created=managed.created if managed else not state.exists,
        digest=digest_of(entries_text(planned.entries)),
        masked=planned.masked,
        ids=sorted(planned.entries),
        replaced=replaced,
        mode_before=_mode_before(planned, state.mode, managed),
    )


def _mode_before(planned: PlannedFile, mode: t.Optional[str], managed: t.Optional[ManagedFile]) -> t.Optional[str]:
    """The mode that the file gets back if the plan sets no mode any more."""
    if planned.mode is None:
        return None
    if managed is not None and (managed.mode or managed.mode_before):
        return managed.mode_before
    return mode


def _without(text: str, editor: Editor, ids: t.Iterable[str], back: t.Mapping[str, str]) -> str:
    """The text without the managed entries `ids`. Entries that replaced a value in `back` get it back."""
    restored = editor.write_entries(text, back) if back else text
    return editor.drop_entries(restored, [name for name in ids if name not in back])


def _before(
    now: t.Mapping[str, str], managed_ids: t.AbstractSet[str], managed: t.Optional[ManagedFile], planned: PlannedFile
) -> str:
    unmanaged = sorted(name for name in now if name not in managed_ids and now[name] != planned.entries.get(name))
    notes = "".join(f"# {name}: a value that this collection did not write; not shown\n" for name in unmanaged)
    if managed is None:
        return notes
    current = digest_of(entries_text({name: value for name, value in now.items() if name in managed_ids}))
    drifted = "" if current == managed.digest else "# changed since by something other than this collection\n"
    return managed.masked + drifted + notes


def _refuse_unmanaged_entries(planned: PlannedFile, unmanaged: t.Mapping[str, str], plan: Plan, old_value: str) -> None:
    agreed = {name: (planned.entries[name], *planned.replaceable_values.get(name, ())) for name in unmanaged}
    clashing = sorted(_shown(name) for name, value in unmanaged.items() if value not in agreed[name])
    if clashing and not plan.overwrite_unmanaged:
        fix = f"remove it by hand, or take it over with {plan.role}_overwrite_unmanaged: true ({old_value})"
        raise UnmanagedFileError(UnmanagedFile(planned.path, UNKNOWN.name, fix, ", ".join(clashing)))


def _shown(name: str) -> str:
    """An entry as people write it: the ids of JSON and TOML entries are lists of their path."""
    return " > ".join(str(part) for part in json.loads(name)) if name.startswith("[") else name

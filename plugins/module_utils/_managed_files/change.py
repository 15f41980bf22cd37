# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare one planned file with the node, and say what would be there after it is applied. Nothing is written here.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._edit.editors import EDITORS, Editor
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    MARKER,
    UNKNOWN,
    UnmanagedFile,
    unmanaged_file,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    entries_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

_UNREADABLE = "what can't be read"


@dataclass(frozen=True)
class FileChange:
    """What happens to one file: `text` None removes it. `before` and `after` are masked. `managed` None ends our
    ownership. `restored_from` is where the file of others was kept that comes back.
    """

    path: str
    change: str
    takes_effect: str
    text: t.Optional[str] = field(default=None, repr=False)
    mode: t.Optional[str] = None
    before: str = ""
    after: str = ""
    managed: t.Optional[ManagedFile] = field(default=None, repr=False)
    needs_backup: bool = False
    restored_from: t.Optional[str] = None


class UnmanagedFileError(Exception):
    """Something of others is where ours should be."""

    def __init__(self, found: UnmanagedFile) -> None:
        self.found = found
        super().__init__(found.path)


def digest_of(text: str) -> str:
    """SHA-256 of a text, for the record on the node only."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def managed_part(kind: str, text: t.Optional[str], ids: t.Iterable[str]) -> t.Optional[str]:
    """Our part of a file in the form that digests are made of; None if nothing of ours is there.

    A file that somebody broke has something else than what we left there; who has to write to it says what is wrong.
    """
    if text is None or kind == "whole":
        return text
    try:
        entries = EDITORS[kind].read_entries(text, ids)
    except NodeError:
        return _UNREADABLE
    return entries_text(entries) if entries else None


def step_for(
    planned: PlannedFile, text: t.Optional[str], mode: t.Optional[str], managed: t.Optional[ManagedFile], plan: Plan
) -> FileChange:
    """The step that makes `planned` true, given what the file says now and what of it is recorded as ours."""
    if planned.kind == "whole":
        return _whole_step(planned, text, mode, managed, plan)
    return _shared_step(planned, text, mode, managed, plan)


def removal_of(path: str, managed: ManagedFile, text: t.Optional[str], kept: t.Optional[str]) -> FileChange:
    """The step that takes our file, or our entries, away again and puts back what they replaced.

    `text` is what the file says now, `kept` what the file of others said that ours replaced. A file that became someone
    else's in the meantime stays.
    """
    if managed.kind == "whole":
        return _whole_removal(path, managed, text, kept)
    left = None
    if text is not None:
        editor = EDITORS[managed.kind]
        back = editor.write_entries(text, managed.replaced) if managed.replaced else text
        left = editor.drop_entries(back, [name for name in managed.ids if name not in managed.replaced])
        if managed.created and not left.strip():
            left = None
    change = "unchanged" if text is None else "removed"
    return FileChange(path, change, managed.takes_effect, left, managed.mode_before, before=managed.masked, after="")


def _whole_removal(path: str, managed: ManagedFile, text: t.Optional[str], kept: t.Optional[str]) -> FileChange:
    if text is None or _became_unmanaged(text, managed):
        return FileChange(path, "unchanged", managed.takes_effect)
    if kept is None:
        return FileChange(path, "removed", managed.takes_effect, before=managed.masked)
    note = "# the file that was here before comes back; not shown, because a secret may be in it\n"
    change = "restored"
    return FileChange(
        path,
        change,
        managed.takes_effect,
        kept,
        managed.mode_before,
        before=managed.masked,
        after=note,
        restored_from=managed.kept,
    )


def _became_unmanaged(text: t.Optional[str], managed: t.Optional[ManagedFile]) -> bool:
    """Whether someone put a file of their own in the place of ours; a changed line in ours does not make it theirs."""
    if text is None or managed is None or MARKER in text[:200]:
        return False
    return digest_of(text) not in (managed.digest, *managed.digests_before)


def _whole_step(
    planned: PlannedFile, text: t.Optional[str], mode: t.Optional[str], managed: t.Optional[ManagedFile], plan: Plan
) -> FileChange:
    unmanaged = text is not None and managed is None and text != planned.content and MARKER not in text[:200]
    if unmanaged and not plan.overwrite_unmanaged:
        raise UnmanagedFileError(unmanaged_file(planned.path, text or "", plan.role))
    same = text == planned.content and mode == (planned.mode or mode)
    return FileChange(
        path=planned.path,
        change="unchanged" if same else ("created" if text is None else "updated"),
        takes_effect=planned.takes_effect,
        text=planned.content,
        mode=planned.mode,
        before=_whole_before(text, managed),
        after=planned.masked,
        managed=_managed(
            planned,
            created=True,
            replaced={},
            mode_before=managed.mode_before if managed else None,
            kept=managed.kept if managed else None,
        ),
        needs_backup=unmanaged or (text != planned.content and _became_unmanaged(text, managed)),
    )


def _whole_before(text: t.Optional[str], managed: t.Optional[ManagedFile]) -> str:
    if text is None:
        return ""
    if managed is not None and managed.digest == digest_of(text):
        return managed.masked
    lines = text.count("\n") + (not text.endswith("\n"))
    note = f"# {lines} lines that this collection did not write; not shown, because a secret may be in them\n"
    return (managed.masked if managed else "") + note


def _shared_step(
    planned: PlannedFile, text: t.Optional[str], mode: t.Optional[str], managed: t.Optional[ManagedFile], plan: Plan
) -> FileChange:
    editor = EDITORS[planned.kind]
    managed_ids = set(managed.ids) if managed else set()
    now = editor.read_entries(text or "", [*planned.entries, *managed_ids])
    unmanaged = {name: now[name] for name in planned.entries if name in now and name not in managed_ids}
    _refuse_unmanaged_entries(planned, unmanaged, plan)
    replaced = {**(managed.replaced if managed else {}), **unmanaged}
    gone = [name for name in managed_ids if name not in planned.entries]
    back = {name: replaced.pop(name) for name in gone if name in replaced}
    new = editor.write_entries(_taken_back(text or "", editor, gone, back), planned.entries)
    wanted_mode = planned.mode or (managed.mode_before if managed else None)
    same = text is not None and new == text and mode == (wanted_mode or mode)
    created = managed.created if managed else text is None
    return FileChange(
        path=planned.path,
        change="unchanged" if same else ("created" if text is None else "updated"),
        takes_effect=planned.takes_effect,
        text=new,
        mode=wanted_mode,
        before=_shared_before(now, managed_ids, managed, planned),
        after=planned.masked,
        managed=_managed(planned, created=created, replaced=replaced, mode_before=_mode_before(planned, mode, managed)),
    )


def _mode_before(planned: PlannedFile, mode: t.Optional[str], managed: t.Optional[ManagedFile]) -> t.Optional[str]:
    """What goes back on the file when we want no mode of our own any more."""
    if planned.mode is None:
        return None
    if managed is not None and (managed.mode or managed.mode_before):
        return managed.mode_before
    return mode


def _taken_back(text: str, editor: Editor, gone: t.Sequence[str], back: t.Mapping[str, str]) -> str:
    """Without our entries that are gone: what they replaced is there again, the others are dropped."""
    base = editor.write_entries(text, back) if back else text
    return editor.drop_entries(base, [name for name in gone if name not in back])


def _shared_before(
    now: t.Mapping[str, str], managed_ids: t.AbstractSet[str], managed: t.Optional[ManagedFile], planned: PlannedFile
) -> str:
    unmanaged = sorted(name for name in now if name not in managed_ids and now[name] != planned.entries.get(name))
    notes = "".join(f"# {name}: a value that this collection did not write; not shown\n" for name in unmanaged)
    if managed is None:
        return notes
    current = digest_of(entries_text({name: value for name, value in now.items() if name in managed_ids}))
    drifted = "" if current == managed.digest else "# changed since by something other than this collection\n"
    return managed.masked + drifted + notes


def _managed(
    planned: PlannedFile,
    created: bool,
    replaced: t.Mapping[str, str],
    mode_before: t.Optional[str] = None,
    kept: t.Optional[str] = None,
) -> ManagedFile:
    text = planned.content if planned.kind == "whole" else entries_text(planned.entries)
    return ManagedFile(
        role="",
        kind=planned.kind,
        takes_effect=planned.takes_effect,
        mode=planned.mode,
        created=created,
        digest=digest_of(text),
        masked=planned.masked,
        ids=sorted(planned.entries),
        replaced=replaced,
        mode_before=mode_before,
        kept=kept,
    )


def _refuse_unmanaged_entries(planned: PlannedFile, unmanaged: t.Mapping[str, str], plan: Plan) -> None:
    agreed = {name: (planned.entries[name], *planned.replaceable_values.get(name, ())) for name in unmanaged}
    clashing = sorted(_shown(name) for name, value in unmanaged.items() if value not in agreed[name])
    if clashing and not plan.overwrite_unmanaged:
        fix = (
            f"remove it by hand, or take it over with {plan.role}_overwrite_unmanaged: true "
            "(the old value is kept in the record and put back on removal)"
        )
        raise UnmanagedFileError(UnmanagedFile(planned.path, UNKNOWN.name, fix, ", ".join(clashing)))


def _shown(name: str) -> str:
    """An entry as people write it: the ids of JSON and TOML entries are lists of their path."""
    return " > ".join(str(part) for part in json.loads(name)) if name.startswith("[") else name

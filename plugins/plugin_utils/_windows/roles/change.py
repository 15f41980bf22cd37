# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to one planned file on a Windows node, by its checksum and its access control. Nothing is written here.

Whole files are never read back: they may hold a secret. Of a file that others write too, our entries are merged on the
controller.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change import (
    FileChange,
    UnmanagedFileError,
    removal_of,
    step_for,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    MARKER,
    UNKNOWN,
    UnmanagedFile,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    AccessControl,
    access_to,
    contains,
    is_read_only,
    sha256_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query, combined

SUFFIX = ".before-pullproof"
_PRIVATE, _PUBLIC = "0600", "0644"


@dataclass(frozen=True)
class SeenFile:
    """A file of the node: its SHA-256 (None: not there), whether it is private, and whether our mark is in it.

    `text` is known of files that others write too only; `obstacle` is why nothing can be written there, in words.
    """

    sha256: str | None = None
    private: bool = False
    has_mark: bool = False
    text: str | None = field(default=None, repr=False)
    obstacle: str = ""


def file_at(path: str) -> Query[SeenFile]:
    """The file as it is on the node, without its text."""
    return combined(
        _seen_file,
        sha256=sha256_of(path),
        access=access_to(path),
        has_mark=contains(path, MARKER),
        read_only=is_read_only(path),
    )


def _seen_file(sha256: str | None, access: AccessControl, has_mark: bool, read_only: bool) -> SeenFile:
    obstacle = "a folder" if access.is_folder else "a read-only file" if read_only else ""
    return SeenFile(sha256, access.is_private, has_mark, obstacle=obstacle)


def refuse_obstacles(steps: Sequence[FileChange], seen: Mapping[str, SeenFile]) -> None:
    """Raises PullproofError where something is in the way of what is to be written."""
    found = {step.path: seen[step.path].obstacle for step in steps if step.change != "unchanged"}
    told = [f"{path} is {obstacle}" for path, obstacle in found.items() if obstacle]
    if told:
        raise PullproofError(
            f"Checked: what is in the place of files to be written. Observed: {'; '.join(told)}. Expected: no file, or "
            "one that can be replaced; nothing was changed. Fix: move a folder away, take the attribute of a "
            "read-only file away (attrib -r)."
        )


def windows_path(path: str) -> str:
    """With backslashes, by which the files are named everywhere but in registries.yaml."""
    return path.replace("/", "\\")


def step_on_windows(planned: PlannedFile, seen: SeenFile, managed: ManagedFile | None, plan: Plan) -> FileChange:
    """The step that makes it true. Raises UnmanagedFileError; PullproofError for a file that can't be edited."""
    if planned.kind == "whole":
        return _whole(planned, seen, managed, plan)
    mode = _PRIVATE if seen.private else _PUBLIC
    try:
        step = step_for(planned, seen.text, mode, managed, plan)
    except NodeError as error:
        raise PullproofError(str(error)) from error
    claimed = bool(step.managed and set(step.managed.replaced) - set(managed.replaced if managed else ()))
    # Nothing of others is remembered, because it may be a secret: the file as a whole is kept beside it.
    return replace(step, managed=replace(step.managed, replaced={}) if step.managed else None, needs_backup=claimed)


def removal_on_windows(path: str, seen: SeenFile, managed: ManagedFile) -> FileChange:
    """The step that takes our file, or our entries, away again; what became someone else's stays."""
    if managed.kind != "whole":
        return removal_of(path, managed, seen.text, None)
    if seen.sha256 is None or not _is_managed(seen, managed):
        return FileChange(path, "unchanged", managed.takes_effect)
    change = "restored" if managed.kept else "removed"
    return FileChange(path, change, managed.takes_effect, before=managed.masked, restored_from=managed.kept)


def _whole(planned: PlannedFile, seen: SeenFile, managed: ManagedFile | None, plan: Plan) -> FileChange:
    wanted = hashlib.sha256(planned.content.encode()).hexdigest()
    same_content = seen.sha256 == wanted
    unmanaged = seen.sha256 is not None and not same_content and not _is_managed(seen, managed)
    if unmanaged and managed is None and not plan.overwrite_unmanaged:
        raise UnmanagedFileError(_unmanaged(planned.path, plan))
    hidden = planned.mode == _PRIVATE
    same = same_content and (seen.private or not hidden)
    return FileChange(
        path=planned.path,
        change="unchanged" if same else "created" if seen.sha256 is None else "updated",
        takes_effect=planned.takes_effect,
        text=planned.content,
        mode=planned.mode,
        before=_before(seen, managed),
        after=planned.masked,
        managed=ManagedFile(
            "", "whole", planned.takes_effect, planned.mode, True, wanted, planned.masked, kept=_kept(managed)
        ),
        needs_backup=unmanaged,
    )


def _kept(managed: ManagedFile | None) -> str | None:
    return managed.kept if managed else None


def _is_managed(seen: SeenFile, managed: ManagedFile | None) -> bool:
    """By the mark in it, or by what was written last; a changed line in ours does not make it theirs."""
    return seen.has_mark or (managed is not None and seen.sha256 in (managed.digest, *managed.digests_before))


def _before(seen: SeenFile, managed: ManagedFile | None) -> str:
    if seen.sha256 is None:
        return ""
    if managed is not None and seen.sha256 == managed.digest:
        return managed.masked
    return "# the content differs from what this collection wrote; not shown, because a secret may be in it\n"


def _unmanaged(path: str, plan: Plan) -> UnmanagedFile:
    fix = (
        f"{UNKNOWN.advice}; or take it over with {plan.role}_overwrite_unmanaged: true (the old file is kept "
        "beside it, and comes back when ours goes)"
    )
    return UnmanagedFile(path, UNKNOWN.name, fix)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan on a Windows node: look, refuse, show, then write; the marker and the record before the first write.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import ntpath
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change import (
    FileChange,
    UnmanagedFileError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.diff import plan_diff
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import RECORD_PATH, ManagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary, recorded
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import unmanaged_error
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import (
    keep_copy,
    put_back,
    remove_empty_folders,
    remove_file,
    write_file,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query, by_name, run_queries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import Applied
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.change import (
    SUFFIX,
    SeenFile,
    file_at,
    refuse_obstacles,
    removal_on_windows,
    step_on_windows,
    windows_path,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    RECORD,
    WindowsState,
    mark_pending,
    save,
    with_folder,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


def for_windows(plan: Plan) -> Plan:
    """The plan with Windows paths; nothing reloads there, so that what is to be reloaded needs a restart."""
    files = [
        replace(
            planned, path=windows_path(planned.path), takes_effect=planned.takes_effect.replace("reload", "restart")
        )
        for planned in plan.files
    ]
    return replace(plan, files=tuple(files))


def files_of(plan: Plan) -> Query[dict[str, SeenFile]]:
    """The planned files as they are on the node, by path."""
    return by_name({planned.path: file_at(planned.path) for planned in plan.files})


def apply_on_windows(plan: Plan, files: t.Mapping[str, SeenFile], memory: WindowsState, hands: WindowsNode) -> Applied:
    """Make the plan true. In check mode nothing is written. Raises PullproofError."""
    seen = _seen(plan, files, memory, hands)
    steps = _steps(plan, seen, memory)
    refuse_obstacles(steps, seen)
    changing = [step for step in steps if step.change != "unchanged"]
    restart = any(step.takes_effect == "restart" for step in changing)
    after = memory
    if not hands.check_mode:
        if changing or memory.folder.leftovers:
            memory = with_folder(hands, memory)
        after = _carry_out(plan, steps, mark_pending(hands, memory, plan.role) if restart else memory, hands)
    return Applied(
        after,
        [_told(step) for step in steps] if changing else [],
        plan_diff(plan.role, _summaries(plan, memory), changing, "access control"),
    )


def _seen(plan: Plan, files: t.Mapping[str, SeenFile], memory: WindowsState, hands: WindowsNode) -> dict[str, SeenFile]:
    paths = [planned.path for planned in plan.files]
    gone = [path for path in _managed_before(plan, memory) if path not in paths]
    seen = {**files, **run_queries(hands, {path: file_at(path) for path in gone})}
    shared = [planned.path for planned in plan.files if planned.kind != "whole"]
    shared += [path for path in gone if memory.files[path].kind != "whole"]
    return {path: _with_text(path, one, hands) if path in shared else one for path, one in seen.items()}


def _with_text(path: str, seen: SeenFile, hands: WindowsNode) -> SeenFile:
    """What others have in a shared file has to be known to be kept. It comes with no trace in log or output."""
    if seen.sha256 is None:
        return seen
    content = hands.query("ansible.windows.slurp", {"src": path}, secret=True)["content"]
    return replace(seen, text=base64.b64decode(content).decode("utf-8-sig"))


def _managed_before(plan: Plan, memory: WindowsState) -> dict[str, ManagedFile]:
    return {path: managed for path, managed in sorted(memory.files.items()) if managed.role == plan.role}


def _steps(plan: Plan, seen: t.Mapping[str, SeenFile], memory: WindowsState) -> list[FileChange]:
    managed_before, steps, unmanaged = _managed_before(plan, memory), [], []
    for planned in plan.files:
        try:
            steps.append(
                _kept_aside(step_on_windows(planned, seen[planned.path], managed_before.get(planned.path), plan))
            )
        except UnmanagedFileError as error:
            unmanaged.append(error.found)
    if unmanaged:
        refused = unmanaged_error(unmanaged)
        raise PullproofError(str(refused).replace(RECORD_PATH, RECORD), refused.details)
    wanted = {planned.path for planned in plan.files}
    return steps + [
        removal_on_windows(path, seen[path], managed) for path, managed in managed_before.items() if path not in wanted
    ]


def _kept_aside(step: FileChange) -> FileChange:
    """The first file of others is kept, and no later one takes its place."""
    if not step.needs_backup or step.managed is None:
        return step
    if step.managed.kept:
        return replace(step, needs_backup=False)
    return replace(step, managed=replace(step.managed, kept=step.path + SUFFIX))


def _carry_out(plan: Plan, steps: t.Sequence[FileChange], memory: WindowsState, hands: WindowsNode) -> WindowsState:
    """What is remembered then."""
    intent = dict(memory.files)
    for step in steps:
        if step.managed is not None:
            intent[step.path] = _intended(step.managed, memory.files.get(step.path), plan)
    changing = [step for step in steps if step.change != "unchanged"]
    before = save(hands, memory, replace(memory, files=intent)) if changing else memory
    for step in changing:
        _write(step, hands)
    remove_empty_folders(hands, [ntpath.dirname(step.path) for step in changing if step.change == "removed"])
    left = {path: managed for path, managed in intent.items() if path not in {step.path for step in steps}}
    kept = {step.path: replace(step.managed, role=plan.role) for step in steps if step.managed is not None}
    summaries = {**memory.summaries, **({plan.role: recorded(plan.summary)} if plan.summary and kept else {})}
    if not kept:
        summaries.pop(plan.role, None)
    return save(hands, before, replace(before, files={**left, **kept}, summaries=summaries))


def _intended(new: ManagedFile, old: ManagedFile | None, plan: Plan) -> ManagedFile:
    """What was and what will be are both ours until the last write, because a run may be killed between the two."""
    new = replace(new, role=plan.role)
    if old is None:
        return new
    return replace(
        new,
        ids=sorted({*old.ids, *new.ids}),
        kept=new.kept or old.kept,
        digests_before=sorted({*old.digests_before, old.digest} - {new.digest}),
    )


def _write(step: FileChange, hands: WindowsNode) -> None:
    if step.restored_from is not None:
        put_back(hands, step.restored_from, step.path)
    elif step.text is None:
        remove_file(hands, step.path)
    else:
        if step.needs_backup and step.managed is not None and step.managed.kept:
            keep_copy(hands, step.path, step.managed.kept)
        write_file(hands, step.path, step.text, private=step.mode == "0600")


def _told(step: FileChange) -> dict[str, str]:
    disruption = step.takes_effect if step.change != "unchanged" else "none"
    return {"path": step.path, "change": step.change, "takes_effect": step.takes_effect, "disruption": disruption}


def _summaries(plan: Plan, memory: WindowsState) -> tuple[SettingsSummary, SettingsSummary] | None:
    """Before and after, if the plan has a meaning."""
    return (memory.summaries.get(plan.role, SettingsSummary()), plan.summary) if plan.summary is not None else None

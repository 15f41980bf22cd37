# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan: refuse, show, then write; record before the first write what will be ours, so that a killed run
heals.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.backup import (
    back_up,
    discard_backup,
    with_backup_path,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change import (
    FileChange,
    UnmanagedFileError,
    removal_of,
    step_for,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.diff import plan_diff
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    RELOAD,
    RESTART,
    Plan,
    PlannedFile,
    PlannedTrust,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    ManagedFile,
    Record,
    load_record,
    save_record,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary, recorded
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.trust_bundle import missing_from_bundle
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import unmanaged_error
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import dropped_keys

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

EMPTY_RESULT: dict[str, t.Any] = {"changed": False, "diff": [], "files": [], "trust_refreshed": False}


def apply_plan(plan: Plan, files: NodeFiles, commands: Commands, check_mode: bool) -> dict[str, t.Any]:
    """Make the plan true and return what changed, masked; in check mode only say so."""
    record = load_record(files)
    steps = _steps(plan, files, record)
    changing = [step for step in steps if step.change != "unchanged"]
    # A file of ours that is gone already was removed by a run that may not have come to rebuild the bundle.
    stale = bool(changing) or any(step.managed is None for step in steps)
    refresh = plan.trust is not None and (stale or bool(missing_from_bundle(files, plan.trust)))
    told = [_told(step, files) for step in steps]
    if not check_mode:
        _carry_out(plan, steps, files, record)
        if plan.trust is not None and refresh:
            _refresh_trust(plan.trust, files, commands)
        _finish(plan, steps, files)
    return {
        "changed": bool(changing) or refresh,
        "diff": plan_diff(plan.role, _summaries(plan, record), changing, "mode"),
        "files": told,
        "trust_refreshed": refresh and not check_mode,
    }


def _steps(plan: Plan, files: NodeFiles, record: Record) -> list[FileChange]:
    managed_before = record.of(plan.role)
    wanted = {*(planned.path for planned in plan.files), *plan.keep}
    steps, unmanaged = [], []
    for planned in plan.files:
        try:
            step = _step(planned, files, managed_before.get(planned.path), plan)
            steps.append(with_backup_path(step, files))
        except UnmanagedFileError as error:
            unmanaged.append(error.found)
    if unmanaged:
        raise unmanaged_error(unmanaged)
    return steps + [
        removal_of(path, managed, files.read(path), files.read(managed.kept) if managed.kept else None)
        for path, managed in sorted(managed_before.items())
        if path not in wanted
    ]


def _step(planned: PlannedFile, files: NodeFiles, managed: t.Optional[ManagedFile], plan: Plan) -> FileChange:
    try:
        return step_for(planned, files.read(planned.path), files.mode(planned.path), managed, plan)
    except NodeError as error:
        # Editors know texts, not where they come from.
        place = "" if planned.path in error.checked else f" ({planned.path})"
        raise NodeError(error.checked + place, error.observed, error.expected, error.fix) from error


def _carry_out(plan: Plan, steps: t.Sequence[FileChange], files: NodeFiles, record: Record) -> None:
    changing = [step for step in steps if step.change != "unchanged"]
    for step in changing:
        back_up(step, files)
    intent = record
    for step in steps:
        if step.managed is not None:
            intent = intent.with_file(step.path, _intended(step.managed, record.of(plan.role).get(step.path), plan))
    made = [folder for step in changing if step.text is not None for folder in files.missing_folders(step.path)]
    intent = _with_changes(intent.with_folders([*record.folders, *made]), plan, steps)
    if intent != record:
        save_record(files, intent)
    for step in changing:
        _write(step, files)


def _intended(new: ManagedFile, old: t.Optional[ManagedFile], plan: Plan) -> ManagedFile:
    """What is ours until the last write: what was, and what will be, because a run may be killed between the two."""
    new = replace(new, role=plan.role)
    if old is None:
        return new
    return replace(
        new,
        ids=sorted({*old.ids, *new.ids}),
        replaced={**old.replaced, **new.replaced},
        mode_before=new.mode_before or old.mode_before,
        kept=new.kept or old.kept,
        digests_before=sorted({*old.digests_before, old.digest} - {new.digest}),
    )


def _write(step: FileChange, files: NodeFiles) -> None:
    if step.text is None:
        files.remove(step.path)
    else:
        files.write(step.path, step.text, step.mode)
    discard_backup(step, files)


def _finish(plan: Plan, steps: t.Sequence[FileChange], files: NodeFiles) -> None:
    before = load_record(files)
    record = before
    for step in steps:
        if step.managed is None:
            record = record.without_file(step.path)
        else:
            record = record.with_file(step.path, replace(step.managed, role=plan.role))
    if any(step.managed is None for step in steps):
        record = record.with_folders(_folders_in_use(files, record))
    if plan.summary is not None:
        record = record.with_summary(plan.role, recorded(plan.summary))
    record = _with_changes(record, plan, steps)
    if record != before:
        save_record(files, record)


def _folders_in_use(files: NodeFiles, record: Record) -> list[str]:
    """Our folders without the empty ones, which are removed: the inner before the outer."""
    inner_first = sorted(record.folders, key=len, reverse=True)
    return [folder for folder in inner_first if not files.remove_empty_folder(folder)]


def _with_changes(record: Record, plan: Plan, steps: t.Sequence[FileChange]) -> Record:
    """Before the first write for a run that is killed, after the last because a process may have started in between."""
    for takes_effect in {step.takes_effect for step in steps if step.change != "unchanged"} & {RESTART, RELOAD}:
        record = record.with_change(plan.role, takes_effect, time.time())
    return record


def _refresh_trust(trust: PlannedTrust, files: NodeFiles, commands: Commands) -> None:
    result = commands.run(trust.command, seconds=120)
    missing = missing_from_bundle(files, trust)
    if result.rc != 0 or missing:
        said = (result.err or result.out).strip().splitlines()[-1:] or ["nothing"]
        raise NodeError(
            f"{' '.join(trust.command)} and the bundle {trust.bundle}",
            f"exit code {result.rc}, {len(missing)} of our certificates missing from the bundle, and: {said[0]}",
            "exit code 0 and every certificate in the bundle",
            f"run {trust.command[0]} by hand on the node and mend what it complains about",
        )


def _told(step: FileChange, files: NodeFiles) -> dict[str, str]:
    """A step for the result. A reload can't take from Docker Engine what its file no longer has: a restart can."""
    disruption = step.takes_effect if step.change != "unchanged" else "none"
    if disruption == RELOAD and dropped_keys(files.read(step.path) or "", step.text or ""):
        disruption = RESTART
    return {"path": step.path, "change": step.change, "takes_effect": step.takes_effect, "disruption": disruption}


def _summaries(plan: Plan, record: Record) -> t.Optional[tuple[SettingsSummary, SettingsSummary]]:
    """Before and after; nothing where files are ours of a time before their meaning was recorded."""
    before = record.summaries.get(plan.role)
    if plan.summary is None or (before is None and record.of(plan.role)):
        return None
    return before or SettingsSummary(), plan.summary

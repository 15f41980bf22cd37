# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apply a plan on a Linux node.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files import record
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.diff import plan_diff
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.find import find_changes
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.node_store import NodeFileStore
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import (
    file_results,
    record_changes,
    summaries_of,
    write_changes,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.trust_bundle import (
    TrustChange,
    refresh_bundle,
    trust_change,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import FileChange
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedTrust
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.take import SnapshotTaker
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

EMPTY_RESULT: dict[str, t.Any] = {"changed": False, "diff": [], "files": [], "trust_refreshed": False}


def apply_plan(
    plan: Plan,
    files: NodeFiles,
    commands: Commands,
    check_mode: bool,
    snapshot: t.Optional[SnapshotTaker] = None,
) -> dict[str, t.Any]:
    """Apply the plan and return the changes, masked. In check mode nothing is written.

    The `snapshot` gets each file before it is changed.
    """
    store = NodeFileStore(plan.role, files)
    changes = find_changes(plan, store)
    trust = trust_change(plan, plan.trust, store.files, files) if plan.trust else None
    changes = [trust.effect_of(change) for change in changes] if trust else changes
    changing = [change for change in changes if change.is_change]
    # A managed file that is missing may have been removed by a run that was killed before it rebuilt the bundle.
    is_stale = bool(changing) or any(change.managed is None for change in changes)
    refresh = trust is not None and (is_stale or trust.missing)
    bundle = [plan.trust.bundle] if plan.trust is not None and refresh else []
    _refuse_read_only([*(change.path for change in changing), *bundle], files)
    result = {
        "changed": bool(changing) or refresh,
        "diff": plan_diff(plan.role, summaries_of(plan, store), changing, "mode"),
        "files": [*file_results(changes, store), *_lost_bundle(plan, trust)],
        "trust_refreshed": refresh and not check_mode,
    }
    if not check_mode:
        if snapshot is not None and (changing or refresh):
            rebuild = [plan.trust.command] if plan.trust is not None and refresh else []
            snapshot.add(plan.role, _effects_of(changing), record.RECORD_PATH, rebuild)
        write_changes(changes, store)
        if plan.trust is not None and trust is not None and refresh:
            _rebuild(plan.trust, trust, store, files, commands)
        record_changes(plan, changes, store)
    return result


def _effects_of(changing: t.Sequence[FileChange]) -> dict[str, str]:
    """The files that the changes write or remove, with their backups, and when each takes effect."""
    backups = [change.managed.backup for change in changing if change.needs_backup and change.managed is not None]
    others = [*backups, *(change.restored_from for change in changing)]
    return {**{path: "none" for path in others if path}, **{change.path: change.takes_effect for change in changing}}


def _refuse_read_only(paths: t.Sequence[str], files: NodeFiles) -> None:
    """Raise NodeError, also in check mode, if one of these files or the record can't be written."""
    places = [*paths, record.RECORD_PATH] if paths else []
    found = {path: files.obstacle(path) for path in places}
    closed = {path: obstacle for path, obstacle in found.items() if obstacle}
    if closed:
        raise NodeError(
            f"whether {', '.join(closed)} can be written",
            "; ".join(dict.fromkeys(closed.values())),
            "folders that root can write to",
            "make the place writable (mount -o remount,rw, or chattr -i), or put the files into the image of a system "
            "that is read-only by design",
        )


def _lost_bundle(plan: Plan, trust: t.Optional[TrustChange]) -> list[dict[str, str]]:
    """The bundle as a changed file, if it lost certificates of this collection."""
    if plan.trust is None or trust is None or not trust.lost:
        return []
    return [{"path": plan.trust.bundle, "change": "changed", "takes_effect": RESTART, "disruption": RESTART}]


def _rebuild(
    planned: PlannedTrust, trust: TrustChange, store: NodeFileStore, files: NodeFiles, commands: Commands
) -> None:
    """Rebuild the bundle. A loss is recorded before, for a killed run, and after, for a process that just started."""
    if trust.lost:
        store.save_rebuilt_bundle()
    refresh_bundle(planned, files, commands)
    if trust.lost:
        store.save_rebuilt_bundle()

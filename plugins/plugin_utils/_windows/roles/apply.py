# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apply a plan on a Windows node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.diff import plan_diff
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.find import find_changes
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.store import (
    file_results,
    record_changes,
    summaries_of,
    write_changes,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query, by_name
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import Applied
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.file_state import (
    WindowsFile,
    file_at,
    raise_for_obstacles,
    windows_path,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.store import (
    WindowsFileStore,
    known_files,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import FileChange
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import WindowsState


def for_windows(plan: Plan) -> Plan:
    """The plan with Windows paths. A change that takes effect with a reload needs a restart on Windows."""
    files = [
        replace(
            planned, path=windows_path(planned.path), takes_effect=planned.takes_effect.replace("reload", "restart")
        )
        for planned in plan.files
    ]
    return replace(plan, files=tuple(files))


def files_of(plan: Plan) -> Query[dict[str, WindowsFile]]:
    """The planned files as they are on the node, by path."""
    return by_name({planned.path: file_at(planned.path) for planned in plan.files})


def apply_on_windows(plan: Plan, files: t.Mapping[str, WindowsFile], state: WindowsState, node: WindowsNode) -> Applied:
    """Apply the plan. In check mode nothing is written. Raises PullproofError."""
    known = known_files(plan, files, state, node)
    store = WindowsFileStore(node, state, known)
    changes = _changes(plan, store)
    raise_for_obstacles(changes, known)
    changing = [change for change in changes if change.is_change]
    results = file_results(changes, store) if changing else []
    diff = plan_diff(plan.role, summaries_of(plan, store), changing, "access control")
    if not node.check_mode:
        store.prepare(plan, changes)
        write_changes(changes, store)
        record_changes(plan, changes, store)
    return Applied(store.state, results, diff)


def _changes(plan: Plan, store: WindowsFileStore) -> list[FileChange]:
    try:
        return find_changes(plan, store)
    except NodeError as error:
        raise PullproofError(str(error), error.details) from error

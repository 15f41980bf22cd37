# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan changes, as diffs: first the summary of the settings, then file by file.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import FileChange
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import (
    SettingsSummary,
    changes,
    recorded,
)

Diff = dict[str, str]


def plan_diff(
    role: str,
    summaries: t.Optional[tuple[SettingsSummary, SettingsSummary]],
    changing: t.Sequence[FileChange],
    access: str,
) -> list[Diff]:
    """One diff of the `summaries` before and after, if there are any, and one per change. Empty if nothing changes.

    `access` is what changes of a file apart from its content (its mode).
    """
    summary = [_summary_diff(role, *summaries, access)] if summaries and changing else []
    return [*summary, *(_file_diff(change, access) for change in changing)]


def _summary_diff(role: str, before: SettingsSummary, after: SettingsSummary, access: str) -> Diff:
    lines = changes(before, recorded(after)) or [
        f"the settings do not change; files that something else changed are restored, or get another {access}"
    ]
    header = f"{role}: summary"
    return {"before_header": header, "after_header": header, "before": "", "after": "\n".join([*lines, ""])}


def _file_diff(change: FileChange, access: str) -> Diff:
    after = change.after
    if change.before == change.after and change.text is not None:
        after += f"# (what changed is masked, or the file's {access})\n"
    return {"before_header": change.path, "after_header": change.path, "before": change.before, "after": after}

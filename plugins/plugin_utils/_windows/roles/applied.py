# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a role changed on a Windows node, or would change in check mode.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import WindowsState

Result = dict[str, t.Any]


@dataclass(frozen=True)
class Applied:
    """`files` and `diff` as results of roles have them, masked. `state` is the state of the node afterwards."""

    state: WindowsState
    files: Sequence[dict[str, str]] = ()
    diff: Sequence[dict[str, str]] = ()

    def then(self, later: Applied) -> Applied:
        """This change and a later one as one."""
        return Applied(later.state, [*self.files, *later.files], [*self.diff, *later.diff])

    def result(self) -> Result:
        """The change in the result of a role."""
        changed = any(file["change"] != "unchanged" for file in self.files)
        return {"changed": changed, "diff": list(self.diff), "files": list(self.files)}

    def restart_pending(self, role: str) -> Result:
        """Which roles have changes that the service has not loaded, for the result of `role`."""
        disrupts = any(file["disruption"] == "restart" for file in self.files)
        roles = sorted({*self.state.pending, *([role] if disrupts else [])})
        return {"pending": bool(roles), "roles": roles}


def changed_file(path: str, change: str, disruption: str) -> dict[str, str]:
    """One entry of `files` for something that is not a file but has a path."""
    return {"path": path, "change": change, "takes_effect": disruption, "disruption": disruption}


def diff_of(path: str, before: str, after: str) -> dict[str, str]:
    """One entry of `diff`."""
    return {"before_header": path, "after_header": path, "before": before, "after": after}

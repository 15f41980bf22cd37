# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state folder on a Windows node. Only SYSTEM and Administrators have access. Files with secrets are created in it.

Any user can create folders in ProgramData. The content is therefore trusted only if no other account has access.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    AccessControl,
    access_to,
    grants_access,
    names_in,
    quoted,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import change_and_query, combined

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

# The name of a file until it is complete.
UNFINISHED = rf"{FOLDER}\unfinished"

# SIDs, because the names are in the system's language.
SYSTEM, ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"

_LEFTOVER = re.compile(r"unfinished|ansible-tmp-[\w.-]+")


@dataclass(frozen=True)
class StateFolder:
    """`safe`: it exists, and only SYSTEM and Administrators have access. `names` is its content."""

    safe: bool = False
    names: tuple[str, ...] = ()

    @property
    def leftovers(self) -> list[str]:
        """The paths of incomplete files of a run that was stopped. They may hold a secret."""
        return [rf"{FOLDER}\{name}" for name in self.names if _LEFTOVER.fullmatch(name)]


def _state_folder(access: AccessControl, system: bool, administrators: bool, names: tuple[str, ...]) -> StateFolder:
    """Raises PullproofError if another user could have written the content."""
    folder = StateFolder(access.is_private and system and administrators, names)
    if folder.names and not folder.safe:
        raise PullproofError(
            f"Checked: the access to {FOLDER}, the state folder of this collection. Observed: it has content, and "
            "accounts other than SYSTEM and Administrators have access, which could have written it. Expected: "
            f"full control for these two, nothing inherited. Fix: check the rights with icacls {FOLDER} and the "
            "content, then remove the rights of other accounts, or the folder if it is not from this collection."
        )
    return folder


STATE_FOLDER = combined(
    _state_folder,
    access=access_to(FOLDER),
    system=grants_access(FOLDER, SYSTEM),
    administrators=grants_access(FOLDER, ADMINISTRATORS),
    names=names_in(FOLDER),
)


def create_state_folder(node: WindowsNode) -> None:
    """Create the folder again. Raises PullproofError if it is not empty, or if other accounts have access."""
    where, right = quoted(FOLDER), "(OI)(CI)F"
    programs = {
        "old": f"rd {where}",
        "new": f"md {where}",
        "owner": f"icacls {where} /setowner {ADMINISTRATORS}",
        "rights": f"icacls {where} /inheritance:r /grant:r {SYSTEM}:{right} {ADMINISTRATORS}:{right}",
    }
    outputs, folder = change_and_query(node, programs, STATE_FOLDER)
    if folder.names or not folder.safe:
        words = "; ".join(outputs[name].text for name in ("new", "owner", "rights") if outputs[name].rc != 0)
        observed = f"it contains {', '.join(folder.names)}" if folder.names else "other accounts have access"
        raise PullproofError(
            f"Checked: the access to {FOLDER}, before anything is written to it. Observed: {observed} "
            f"({words or 'no command failed'}). Expected: a new folder with full control for SYSTEM and "
            "Administrators, nothing inherited. Fix: remove the folder, and check whether the user may create it."
        )

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Our folder on a Windows node: SYSTEM and Administrators alone may enter it, and what holds a secret is made in it.

Any user may make folders in ProgramData, and own what is in them: what is there counts only if nobody else may enter.
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

# A file gets its content under this name, and its own name when it is complete.
UNFINISHED = rf"{FOLDER}\unfinished"

# By their SIDs, because the names are in the system's language.
SYSTEM, ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"

_LEFTOVER = re.compile(r"unfinished|ansible-tmp-[\w.-]+")


@dataclass(frozen=True)
class StateFolder:
    """Whether it is there and nobody else may enter it, and the names of what is in it."""

    safe: bool = False
    names: tuple[str, ...] = ()

    @property
    def leftovers(self) -> list[str]:
        """Paths of what a run that was killed left half done; it may hold a secret."""
        return [rf"{FOLDER}\{name}" for name in self.names if _LEFTOVER.fullmatch(name)]


def _state_folder(access: AccessControl, system: bool, administrators: bool, names: tuple[str, ...]) -> StateFolder:
    """Raises PullproofError if another user could have put something there."""
    folder = StateFolder(access.is_private and system and administrators, names)
    if folder.names and not folder.safe:
        raise PullproofError(
            f"Checked: who may enter {FOLDER}, where this collection keeps what is its own. Observed: something is in "
            "it, and others than SYSTEM and Administrators may enter it, who could have written that. Expected: these "
            f"two, with full control, nothing inherited. Fix: see with icacls {FOLDER} who may, and what is in it; "
            "then take their rights away, or remove the folder if it is not from this collection."
        )
    return folder


STATE_FOLDER = combined(
    _state_folder,
    access=access_to(FOLDER),
    system=grants_access(FOLDER, SYSTEM),
    administrators=grants_access(FOLDER, ADMINISTRATORS),
    names=names_in(FOLDER),
)


def make(node: WindowsNode) -> None:
    """Make it anew. Raises PullproofError if it can't be had empty and for us alone."""
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
        observed = f"others put {', '.join(folder.names)} there" if folder.names else "others may enter it"
        raise PullproofError(
            f"Checked: who may enter {FOLDER}, before anything is written to it. Observed: {observed} "
            f"({words or 'no program named a fault'}). Expected: a new folder with full control for SYSTEM and "
            "Administrators, nothing inherited. Fix: remove the folder, and see whether the user may make such a one."
        )

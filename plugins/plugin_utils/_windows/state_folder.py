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
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import answers, command_line
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    access_to,
    is_private,
    names,
    quoted,
    whether_named,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

# A file gets its content under this name, and its own name when it is complete.
UNFINISHED = rf"{FOLDER}\unfinished"

# By their SIDs, because the names are in the system's language.
SYSTEM, ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"

# What `folder_by` reads the answers of.
QUESTIONS = (
    access_to(FOLDER),
    whether_named(FOLDER, SYSTEM),
    whether_named(FOLDER, ADMINISTRATORS),
    names(FOLDER),
)
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


def folder_by(access: str, system: str, administrators: str, listing: str) -> StateFolder:
    """The folder by the answers to `QUESTIONS`. Raises PullproofError if others could have put something there."""
    named = all(FOLDER.lower() in answer.lower() for answer in (system, administrators))
    folder = StateFolder(is_private(access) and named, tuple(line.strip() for line in listing.splitlines()))
    if folder.names and not folder.safe:
        raise PullproofError(
            f"Checked: who may enter {FOLDER}, where this collection keeps what is its own. Observed: something is in "
            "it, and others than SYSTEM and Administrators may enter it, who could have written that. Expected: these "
            f"two, with full control, nothing inherited. Fix: see with icacls {FOLDER} who may, and what is in it; "
            "then take their rights away, or remove the folder if it is not from this collection."
        )
    return folder


def make(node: WindowsNode) -> None:
    """Make it anew. Raises PullproofError if it can't be had empty and for us alone."""
    where, right = quoted(FOLDER), "(OI)(CI)F"
    programs = {
        "old": f"rd {where}",
        "new": f"md {where}",
        "owner": f"icacls {where} /setowner {ADMINISTRATORS}",
        "rights": f"icacls {where} /inheritance:r /grant:r {SYSTEM}:{right} {ADMINISTRATORS}:{right}",
        **{str(number): question for number, question in enumerate(QUESTIONS)},
    }
    said = answers(node.call("ansible.windows.win_command", {"cmd": command_line(programs)})["stdout"])
    told = [said[str(number)] for number in range(len(QUESTIONS))]
    folder = folder_by(*(one.text if one.rc == 0 else "" for one in told))
    if folder.names or not folder.safe:
        words = "; ".join(said[name].text for name in ("new", "owner", "rights") if said[name].rc != 0)
        observed = f"others put {', '.join(folder.names)} there" if folder.names else "others may enter it"
        raise PullproofError(
            f"Checked: who may enter {FOLDER}, before anything is written to it. Observed: {observed} "
            f"({words or 'no program named a fault'}). Expected: a new folder with full control for SYSTEM and "
            "Administrators, nothing inherited. Fix: remove the folder, and see whether the user may make such a one."
        )

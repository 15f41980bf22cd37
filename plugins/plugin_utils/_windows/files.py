# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files and folders on a Windows node. What may hold a secret is made where nobody else may enter, and moved when done.

So it is never there half, nor for a moment with the access of the folder that it goes to, and nobody can have opened it
before. A move keeps the access control on one drive only.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ntpath
import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import access_to, quoted
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import change_and_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import (
    ADMINISTRATORS,
    SYSTEM,
    UNFINISHED,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


def make_folder(node: WindowsNode, path: str) -> None:
    """The folder with all above it."""
    node.call("ansible.windows.win_file", {"path": path, "state": "directory"})


def write_file(node: WindowsNode, path: str, text: str, private: bool) -> None:
    """Write text as it stands; a private one by way of our folder, which has to be there."""
    if private:
        _refuse_other_drives(path)
    make_folder(node, ntpath.dirname(path))
    node.call("ansible.windows.win_copy", {"dest": UNFINISHED if private else path, "content": text}, secret=private)
    if private:
        _move(node, UNFINISHED, path)


def keep_copy(node: WindowsNode, path: str, kept: str) -> None:
    """A private copy of a file of others, made on the node."""
    _refuse_other_drives(kept)
    _move(node, UNFINISHED, kept, first=f"copy /b /y {quoted(path)} {quoted(UNFINISHED)} && ")


def put_back(node: WindowsNode, kept: str, path: str) -> None:
    """The kept file takes the place of ours. It stays private: what it was before is not known any more."""
    _move(node, kept, path)


def remove_file(node: WindowsNode, path: str) -> None:
    """Remove it if it is there."""
    node.call("ansible.windows.win_file", {"path": path, "state": "absent"})


def remove_empty_folders(node: WindowsNode, folders: t.Iterable[str]) -> None:
    """Remove the folders, and those above them as far as ours reach; `rd` removes none that has something in it."""
    names = {above for folder in folders for above in (folder, ntpath.dirname(folder)) if _is_managed(above)}
    commands = [f"rd {quoted(name)}" for name in sorted(names, key=len, reverse=True)]
    if commands:
        node.call("ansible.windows.win_command", {"cmd": f"cmd.exe /d /c {' & '.join([*commands, 'exit /b 0'])}"})


def _is_managed(folder: str) -> bool:
    """A folder that holds nothing but certificates of registries, or one such."""
    return any(name in ("pullproof", "certs.d") for name in folder.split("\\")[-2:])


def _move(node: WindowsNode, source: str, target: str, first: str = "") -> None:
    """Full control for SYSTEM and Administrators and nothing for others, then the file's own name."""
    where, grants = quoted(source), f"{SYSTEM}:F {ADMINISTRATORS}:F"
    programs = {
        "moved": f"{first}icacls {where} /setowner {ADMINISTRATORS} && icacls {where} /inheritance:r /grant:r {grants} "
        f"&& move /y {where} {quoted(target)}",
    }
    outputs, access = change_and_query(node, programs, access_to(target))
    if outputs["moved"].rc != 0:
        raise PullproofError(
            f"Checked: {target}, which was to be replaced in one step. Observed: {outputs['moved'].text}. "
            "Expected: success. Fix: see who has the file open, and whether the user may write there."
        )
    if not access.is_private:
        raise PullproofError(
            f"Checked: who may read {target}, which may hold secrets. Observed: others than SYSTEM and Administrators, "
            "although it was made for these two. Expected: these two with full control, nothing inherited. Fix: a file "
            f"on the same volume as {FOLDER}, where a move keeps the access control; take the rights of others away."
        )


def _refuse_other_drives(path: str) -> None:
    if ntpath.splitdrive(path)[0].upper() != ntpath.splitdrive(FOLDER)[0]:
        raise PullproofError(
            f"Checked: the drive of {path}. Observed: it is another than that of {FOLDER}. Expected: the same, because "
            "a file that may hold secrets is made there and moved when it is complete. Fix: choose a path on C:."
        )

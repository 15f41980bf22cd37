# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files and folders on a Windows node. Private files are written to the state folder first, and moved when complete.

A private file is therefore never incomplete at its path, and never readable by other users, not even for a moment. A
move keeps the access control only within a drive.
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
    """Create the folder and its parents."""
    node.call("ansible.windows.win_file", {"path": path, "state": "directory"})


def write_file(node: WindowsNode, path: str, text: str, private: bool) -> None:
    """Write the text unchanged. A private file needs the state folder."""
    if private:
        _check_drive(path)
    make_folder(node, ntpath.dirname(path))
    node.call("ansible.windows.win_copy", {"dest": UNFINISHED if private else path, "content": text}, secret=private)
    if private:
        _move(node, UNFINISHED, path)


def back_up(node: WindowsNode, path: str, backup: str) -> None:
    """Copy an unmanaged file on the node. The copy is private."""
    _check_drive(backup)
    _move(node, UNFINISHED, backup, first=f"copy /b /y {quoted(path)} {quoted(UNFINISHED)} && ")


def restore(node: WindowsNode, backup: str, path: str) -> None:
    """Replace the managed file with its backup. The file stays private: its original access control is unknown."""
    _move(node, backup, path)


def remove_file(node: WindowsNode, path: str) -> None:
    """Remove the file if it exists."""
    node.call("ansible.windows.win_file", {"path": path, "state": "absent"})


def remove_empty_folders(node: WindowsNode, folders: t.Iterable[str]) -> None:
    """Remove empty managed folders, and their parents if they are managed too. `rd` keeps folders with content."""
    names = {above for folder in folders for above in (folder, ntpath.dirname(folder)) if _is_managed(above)}
    commands = [f"rd {quoted(name)}" for name in sorted(names, key=len, reverse=True)]
    if commands:
        node.call("ansible.windows.win_command", {"cmd": f"cmd.exe /d /c {' & '.join([*commands, 'exit /b 0'])}"})


def _is_managed(folder: str) -> bool:
    """A folder for certificates of registries, or one below it."""
    return any(name in ("pullproof", "certs.d") for name in folder.split("\\")[-2:])


def _move(node: WindowsNode, source: str, target: str, first: str = "") -> None:
    """Restrict the access to SYSTEM and Administrators, then rename."""
    where, grants = quoted(source), f"{SYSTEM}:F {ADMINISTRATORS}:F"
    programs = {
        "moved": f"{first}icacls {where} /setowner {ADMINISTRATORS} && icacls {where} /inheritance:r /grant:r {grants} "
        f"&& move /y {where} {quoted(target)}",
    }
    outputs, access = change_and_query(node, programs, access_to(target))
    if outputs["moved"].rc != 0:
        raise PullproofError(
            f"Checked: replacing {target} in one step. Observed: {outputs['moved'].text}. Expected: success. "
            "Fix: check whether a program has the file open, and whether the user may write there."
        )
    if not access.is_private:
        raise PullproofError(
            f"Checked: the access to {target}, which may hold secrets. Observed: accounts other than SYSTEM and "
            "Administrators have access after the move. Expected: full control for these two, nothing inherited. "
            f"Fix: use a path on the volume of {FOLDER}, where a move keeps the access control, and remove the rights "
            "of other accounts."
        )


def _check_drive(path: str) -> None:
    if ntpath.splitdrive(path)[0].upper() != ntpath.splitdrive(FOLDER)[0]:
        raise PullproofError(
            f"{path} is not on the drive of {FOLDER}, from where files with secrets are moved when they are complete. "
            "Choose a path on C:."
        )

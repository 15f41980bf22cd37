# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files and folders on a Windows node. What may hold a secret is SYSTEM's and the Administrators' before it is filled.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ntpath
import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_look import access_to, is_private, quoted

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_hands import Hands

# By their SIDs, because the names are in the system's language.
_SYSTEM, _ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"


def make_folder(hands: Hands, path: str, private: bool = False) -> None:
    """The folder with all above it; `private` is passed on to what will be in it."""
    hands.call("ansible.windows.win_file", {"path": path, "state": "directory"})
    if private:
        _make_private(hands, path, "(OI)(CI)F")


def write_file(hands: Hands, path: str, text: str, private: bool) -> None:
    """Write text as it stands; a private file is there, empty and with its access control, before it is filled."""
    hands.call("ansible.windows.win_file", {"path": ntpath.dirname(path), "state": "directory"})
    if private:
        hands.call("ansible.windows.win_file", {"path": path, "state": "touch"})
        _make_private(hands, path, "F")
    hands.call("ansible.windows.win_copy", {"dest": path, "content": text}, secret=private)


def keep_copy(hands: Hands, path: str, kept: str) -> None:
    """A private copy of a file of others, made on the node."""
    hands.call("ansible.windows.win_file", {"path": kept, "state": "touch"})
    _make_private(hands, kept, "F")
    hands.call("ansible.windows.win_copy", {"src": path, "dest": kept, "remote_src": True})


def remove_file(hands: Hands, path: str) -> None:
    """Remove it if it is there."""
    hands.call("ansible.windows.win_file", {"path": path, "state": "absent"})


def remove_empty_folders(hands: Hands, folders: t.Iterable[str]) -> None:
    """Remove the folders, and those above them as far as ours reach; `rd` removes none that has something in it."""
    names = {above for folder in folders for above in (folder, ntpath.dirname(folder)) if _is_ours(above)}
    commands = [f"rd {quoted(name)}" for name in sorted(names, key=len, reverse=True)]
    if commands:
        hands.call("ansible.windows.win_command", {"cmd": f"cmd.exe /d /c {' & '.join([*commands, 'exit /b 0'])}"})


def _is_ours(folder: str) -> bool:
    """A folder that holds nothing but certificates of registries, or one such."""
    return any(name in ("pullproof", "certs.d") for name in folder.split("\\")[-2:])


def _make_private(hands: Hands, path: str, right: str) -> None:
    """Full control for SYSTEM and Administrators and nothing for others, seen to be so before it returns."""
    where = quoted(path)
    commands = (
        f"icacls {where} /setowner {_ADMINISTRATORS}",
        f"icacls {where} /reset",
        f"icacls {where} /inheritance:r /grant:r {_SYSTEM}:{right} {_ADMINISTRATORS}:{right}",
        access_to(path),
    )
    said = hands.call("ansible.windows.win_command", {"cmd": f"cmd.exe /d /c {' & '.join(commands)}"})["stdout"]
    if not is_private(said.rpartition(path)[2]):
        raise PullproofError(
            f"Checked: who may read {path}, before anything is written to it. Observed: others than SYSTEM and "
            "Administrators. Expected: these two with full control, nothing inherited. "
            "Fix: see what icacls says of it on the node, and whether the user may change it."
        )

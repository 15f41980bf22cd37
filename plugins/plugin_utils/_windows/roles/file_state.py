# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed file as it is on a Windows node.

Files that are managed as a whole are not read, because they may hold a secret: their digests are compared.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileChange,
    FileState,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    AccessControl,
    access_to,
    contains,
    is_read_only,
    sha256_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query, combined

PRIVATE, PUBLIC = "0600", "0644"


@dataclass(frozen=True)
class WindowsFile(FileState):
    """The mode is 0600 if only SYSTEM and Administrators have access. `obstacle` is why the file can't be replaced."""

    obstacle: str = ""

    def has_mode(self, wanted: str | None) -> bool:
        """Whether the access control needs no change. A private file needs none."""
        return self.mode == PRIVATE or wanted != PRIVATE


def file_at(path: str) -> Query[WindowsFile]:
    """The file as it is on the node, without its text."""
    return combined(
        _windows_file,
        sha256=sha256_of(path),
        access=access_to(path),
        has_marker=contains(path, MARKER),
        read_only=is_read_only(path),
    )


def _windows_file(sha256: str | None, access: AccessControl, has_marker: bool, read_only: bool) -> WindowsFile:
    obstacle = "a folder" if access.is_folder else "a read-only file" if read_only else ""
    return WindowsFile(sha256, PRIVATE if access.is_private else PUBLIC, has_marker, obstacle=obstacle)


def raise_for_obstacles(changes: Sequence[FileChange], files: Mapping[str, WindowsFile]) -> None:
    """Raises PullproofError if a file can't be replaced."""
    found = {change.path: files[change.path].obstacle for change in changes if change.is_change}
    observed = [f"{path} is {obstacle}" for path, obstacle in found.items() if obstacle]
    if observed:
        raise PullproofError(
            f"Checked: the paths of files to write. Observed: {'; '.join(observed)}. Nothing was changed. Expected: no "
            "file, or a file that can be replaced. Fix: move a folder away, or remove the attribute of a read-only "
            "file (attrib -r)."
        )


def windows_path(path: str) -> str:
    """With backslashes. All files but registries.yaml contain paths in this form."""
    return path.replace("/", "\\")

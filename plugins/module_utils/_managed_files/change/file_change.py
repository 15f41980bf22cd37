# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file as it is on a node, and what applying a plan changes about it.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import UnmanagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile


@dataclass(frozen=True)
class FileState:
    """A file as it is on the node: its SHA-256 (None: the file is absent), its mode, and whether it has the marker.

    `text` is None if the file was not read, because it may hold a secret.
    """

    digest: t.Optional[str] = None
    mode: t.Optional[str] = None
    has_marker: bool = False
    text: t.Optional[str] = field(default=None, repr=False)

    @property
    def exists(self) -> bool:
        """Whether the file is on the node."""
        return self.digest is not None

    def has_mode(self, wanted: t.Optional[str]) -> bool:
        """Whether the mode needs no change; None accepts any mode."""
        return wanted is None or self.mode == wanted

    def is_managed(self, managed: t.Optional[ManagedFile]) -> bool:
        """Whether this collection wrote the file. With the marker, a file that was edited stays managed."""
        return self.has_marker or (managed is not None and self.digest in (managed.digest, *managed.digests_before))


@dataclass(frozen=True)
class FileChange:
    """The change of one file. `text` None removes the file. `before` and `after` are masked.

    `managed` is the new record of the file; None if the file is no longer managed. `needs_backup`: the unmanaged file
    is copied to `managed.backup` first. `restored_from` is the backup that replaces the managed file.
    """

    path: str
    change: str
    takes_effect: str
    text: t.Optional[str] = field(default=None, repr=False)
    mode: t.Optional[str] = None
    before: str = ""
    after: str = ""
    managed: t.Optional[ManagedFile] = field(default=None, repr=False)
    needs_backup: bool = False
    restored_from: t.Optional[str] = None

    @property
    def is_change(self) -> bool:
        """Whether the node differs afterwards."""
        return self.change != "unchanged"


class UnmanagedFileError(Exception):
    """The place of a managed file or entry has an unmanaged one."""

    def __init__(self, found: UnmanagedFile) -> None:
        self.found = found
        super().__init__(found.path)

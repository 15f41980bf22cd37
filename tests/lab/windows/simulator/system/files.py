# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows paths on the container's file system: letters of any case, and either slash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/]|$)")


class NoSuchDriveError(ValueError):
    """The path is on no drive that the node has, or is relative."""


class Files:
    """The files of drive C, which is the folder `drive`. There are no other drives."""

    def __init__(self, drive: Path) -> None:
        self._drive = drive

    def at(self, path: str) -> Path:
        """Where a Windows path is. Raises NoSuchDriveError."""
        if not _DRIVE.match(path) or path[0].upper() != "C":
            raise NoSuchDriveError(f"Cannot find drive or path {path}")
        parts = [part for part in re.split(r"[\\/]+", path[2:]) if part not in ("", ".")]
        return _below(self._drive, parts)

    @staticmethod
    def name(path: str) -> str:
        """The one spelling of a path by which things about it are kept."""
        return re.sub(r"[\\/]+", r"\\", path).rstrip("\\").lower()


def _below(folder: Path, parts: Sequence[str]) -> Path:
    """The entry that Windows would find by these names."""
    for part in parts:
        present = list(folder.iterdir()) if folder.is_dir() else []
        folder = next((entry for entry in present if entry.name.lower() == part.lower()), folder / part)
    return folder

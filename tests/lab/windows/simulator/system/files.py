# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows paths on the container's file system: letters of any case, either slash, and what the stand-in of
RKE2 brings at its Linux places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

SHARED: Mapping[tuple[str, ...], str] = {
    ("var", "lib", "rancher", "rke2"): "/var/lib/rancher/rke2",
    ("usr", "local", "bin", "rke2.exe"): "/usr/local/bin/rke2",
}
_TOOLS = Path("/var/lib/rancher/rke2")
_PORT = re.compile(r":(\d+)$")
_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/]|$)")


class NoSuchDriveError(ValueError):
    """The path is on no drive that the node has, or is relative."""


class Files:
    """The drives below `root`; there is one, C:."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def at(self, path: str) -> Path:
        """Where a Windows path is. Raises NoSuchDriveError."""
        if not _DRIVE.match(path) or path[0].upper() != "C":
            raise NoSuchDriveError(f"Cannot find drive or path {path}")
        parts = [part for part in re.split(r"[\\/]+", path[2:]) if part not in ("", ".")]
        folded = tuple(part.lower() for part in parts)
        for shared, place in SHARED.items():
            if folded[: len(shared)] == shared:
                return _below(Path(place), parts[len(shared) :])
        return _below(self._root / "C", parts)

    @staticmethod
    def name(path: str) -> str:
        """The one spelling of a path by which things about it are kept."""
        return re.sub(r"[\\/]+", r"\\", path).rstrip("\\").lower()


def spelt(place: Path) -> str:
    """How Windows spells the name of a file: programs of RKE2 end in .exe, and a colon is no letter of a name."""
    if _TOOLS in place.parents and place.parent.name == "bin":
        return f"{place.name}.exe"
    return _PORT.sub(r"_\1_", place.name)


def _below(folder: Path, parts: Sequence[str]) -> Path:
    """The entry that Windows would find by these names."""
    for part in parts:
        present = list(folder.iterdir()) if folder.is_dir() else []
        folder = next((entry for entry in present if _is_called(entry, part.lower())), folder / part)
    return folder


def _is_called(entry: Path, name: str) -> bool:
    return name in (entry.name.lower(), spelt(entry).lower())

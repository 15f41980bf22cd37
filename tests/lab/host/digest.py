# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of caches: short digests over inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

LENGTH = 12


def digest(parts: Iterable[str]) -> str:
    """Short digest over texts; their order and their borders count."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:LENGTH]


def tree_digest(path: Path) -> str:
    """Short digest over a file, or over all files below a folder: relative paths, executable bits and contents."""
    files = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
    return digest(part for file in files for part in _file_parts(path, file))


def _file_parts(root: Path, file: Path) -> tuple[str, str, str]:
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    return str(file.relative_to(root)), str(file.stat().st_mode & 0o111), content

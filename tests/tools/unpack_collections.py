# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.tools.unpack_collections WHEEL FOLDER`: the Windows collections out of the package `ansible`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

KEPT = ("ansible_collections/ansible/windows/", "ansible_collections/community/windows/")


def unpack(wheel: Path, folder: Path) -> None:
    """Write the kept folders of the wheel below `folder`."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(KEPT)])


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))

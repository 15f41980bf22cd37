# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in's copy of C:\\etc\\rancher\\rke2: files as they are, but Windows paths in YAML are the container's.

Run at every start of the unit: `python3 -m simulator.system.configuration ROOT COPY`, with the folder of the drives and
that of the stand-in.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from .files import Files

FOLDER = "C:\\etc\\rancher\\rke2"
_WINDOWS_PATH = re.compile(r"(?<![A-Za-z0-9])[Cc]:[\\/]+[^\"'\s,\]}]+")


def copy(files: Files, target: Path) -> None:
    """Make `target` a translated copy of the node's folder, with what it holds readable by nobody else."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(0o700, parents=True)
    source = files.at(FOLDER)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    for path in target.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    for path in target.rglob("*.yaml"):
        path.write_text(translated(files, path.read_text()))
    target.chmod(0o700)


def translated(files: Files, text: str) -> str:
    """The text with every path on C: as the container has it; YAML's double quotes may have doubled the backslashes."""
    return _WINDOWS_PATH.sub(lambda found: str(files.at(found.group().replace("\\\\", "\\"))), text)


if __name__ == "__main__":
    copy(Files(Path(sys.argv[1])), Path(sys.argv[2]))

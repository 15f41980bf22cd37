# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the checkout for tools that need a tree of their own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab.host.lab import Lab


def copy_checkout(lab: Lab, tree: Path, paths: Sequence[str]) -> None:
    """Replace a folder with a copy of the files that git knows or would add, from the given paths."""
    shutil.rmtree(tree, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    listed = subprocess.run(command, cwd=lab.checkout, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        source, target = lab.checkout / name, tree / name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)

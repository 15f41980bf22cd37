# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is published is the collection, and nothing of its workshop."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "REUSE.toml"}
PARTS = FILES | {"LICENSES", "changelogs", "docs", "meta", "playbooks", "plugins", "roles"}


def test_the_package_holds_all_parts_of_the_collection_and_no_others(tmp_path: Path) -> None:
    galaxy = Path(sys.executable).parent / "ansible-galaxy"
    command = [str(galaxy), "collection", "build", "--output-path", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as package:
        names = {member.name for member in package.getmembers() if member.isfile()}
    assert {name.partition("/")[0] for name in names} - {"MANIFEST.json", "FILES.json"} == PARTS
    plugins = {str(path.relative_to(ROOT)) for path in (ROOT / "plugins").rglob("*.py")}
    assert plugins <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as the state of a node, and what comes and goes by itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.tools import node_digest


def state(folder: Path) -> list[str]:
    printed = subprocess.run(["sh", "-c", node_digest.look_at(str(folder))], check=True, capture_output=True, text=True)
    return node_digest.lasting(printed.stdout)


def test_content_mode_and_links_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "registries.yaml"
    file.write_text("mirrors: {}")
    seen = [state(tmp_path)]
    file.write_text("mirrors: {a: {}}")
    seen.append(state(tmp_path))
    file.chmod(0o600)
    seen.append(state(tmp_path))
    (tmp_path / "link").symlink_to(file)
    seen.append(state(tmp_path))
    assert len({tuple(lines) for lines in seen}) == len(seen)


def test_looking_twice_shows_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert state(tmp_path) == state(tmp_path)


def test_what_the_connection_leaves_does_not_count() -> None:
    lines = "600 0 abc  /root/.ansible/tmp/x\n644 0 abc  /etc/hosts\n"
    assert node_digest.lasting(lines) == ["644 0 abc  /etc/hosts"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook preflight where no node has to be asked; what it says of nodes is tried in the lab."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("version", ["latest", "v1.32.2"])
def test_a_version_that_is_none_is_refused_once_before_any_node_is_asked(version: str, tmp_path: Path) -> None:
    inventory, config = tmp_path / "hosts.yml", tmp_path / "ansible.cfg"
    inventory.write_text("all: {hosts: {nowhere-1.invalid: {}, nowhere-2.invalid: {}}}\n")
    config.touch()
    command = ["ansible-playbook", "-i", str(inventory), str(ROOT / "playbooks" / "preflight.yml")]
    done = subprocess.run(
        [*command, "-e", f"preflight_target_version={version}"],
        env={
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
            "ANSIBLE_HOME": str(tmp_path),
            "ANSIBLE_CONFIG": str(config),
            "ANSIBLE_NOCOLOR": "1",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 2, output
    assert output.count("fatal: ") == 1
    assert "Invalid preflight_target_version: " in output and "unreachable=1" not in output

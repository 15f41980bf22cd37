# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many nodes pull at the same time: the role in a real run of Ansible; its pulls are a stand-in that takes time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NODES = 5
# Written into a copy of the collection that has the role and the documentation of its modules, and these actions.
PULL = """
import json
import time
from pathlib import Path

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        begun = time.monotonic()
        time.sleep(1)
        span = [begun, time.monotonic()]
        Path(task_vars["spans"], task_vars["inventory_hostname"]).write_text(json.dumps(span))
        return {"changed": False, "acceptable": True, "msg": "a stand-in"}
"""
REPORT = """
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        return {"changed": False}
"""


@pytest.fixture
def collections(tmp_path: Path) -> Path:
    """Where Ansible finds the copy."""
    copy = tmp_path / "collections" / "ansible_collections" / "pullproof" / "registry"
    (copy / "plugins" / "action").mkdir(parents=True)
    (copy / "plugins" / "action" / "image_pull.py").write_text(PULL)
    (copy / "plugins" / "action" / "report.py").write_text(REPORT)
    for shared in ("roles", "meta", "galaxy.yml", "plugins/modules", "plugins/doc_fragments"):
        if (ROOT / shared).exists():
            (copy / shared).symlink_to(ROOT / shared)
    return tmp_path / "collections"


def most_at_once(folder: Path, collections: Path, throttle: int) -> int:
    """The greatest number of nodes whose pulls ran at one moment."""
    spans = folder / f"spans-{throttle}"
    spans.mkdir()
    hosts = {f"n{number}": {"ansible_connection": "local"} for number in range(NODES)}
    variables = {"spans": str(spans), "verify_throttle": throttle, "verify_images": []}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}))
    play = [{"hosts": "all", "gather_facts": False, "roles": ["pullproof.registry.verify"]}]
    (folder / "play.json").write_text(json.dumps(play))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-f", str(NODES), "-i", "hosts.json", "play.json"]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_HOME": str(folder / "home")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    times: list[list[float]] = [json.loads(path.read_text()) for path in spans.iterdir()]
    assert len(times) == NODES
    return max(sum(begun <= moment < ended for begun, ended in times) for moment, _ended in times)


def test_no_more_nodes_than_the_throttle_says_pull_at_once(tmp_path: Path, collections: Path) -> None:
    assert most_at_once(tmp_path, collections, 2) == 2


def test_without_a_throttle_as_many_pull_as_ansible_has_forks(tmp_path: Path, collections: Path) -> None:
    assert most_at_once(tmp_path, collections, 0) > 2

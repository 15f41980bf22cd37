# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook explain, without a node: the hosts of its inventory are not there."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
INVENTORY = {
    "all": {
        "hosts": {"n1": {"ansible_host": "192.0.2.1"}, "n2": {"ansible_host": "192.0.2.2"}},
        "vars": {
            "pullproof_runtime": "rke2-agent",
            "explain_offline": True,
            "verify_images": ["nginx"],
            "registries_mirrors": {"docker.io": {"endpoint": ["https://m.cluster.example"]}},
            "registries_configs": {"m.cluster.example": {"auth": {"username": "u", "password": "s3cr3t-word"}}},
            "proxy_https": "http://u:s3cr3t-word@p:3128",
            "proxy_cluster_domain": "cluster.example",
        },
    }
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the playbook prints, and its JSON file."""
    folder = tmp_path_factory.mktemp("explain")
    (folder / "inventory.yml").write_text(yaml.safe_dump(INVENTORY))
    command = ["ansible-playbook", "-vvv", "-i", str(folder / "inventory.yml"), str(ROOT / "playbooks" / "explain.yml")]
    command += ["-e", f"explain_json={folder / 'explain.json'}"]
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
        "ANSIBLE_HOME": str(folder),
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
    }
    (folder / "ansible.cfg").touch()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr, folder / "explain.json"


def test_hosts_that_are_alike_share_one_table(run: tuple[str, Path]) -> None:
    assert "n1, n2 (rke2-agent)" in run[0]
    assert "2 host(s) explained in 1 table(s)" in run[0]


def test_the_defaults_of_the_roles_hold(run: tuple[str, Path]) -> None:
    (image,) = json.loads(run[1].read_text())["hosts"]["n1"]["images"]
    route = image["runtime"]["endpoints"][0]["route"]
    assert (route["variable"], route["entry"]) == ("NO_PROXY", ".cluster.example")


def test_no_role_is_run_and_no_secret_is_shown(run: tuple[str, Path]) -> None:
    assert "pullproof.registry.registries :" not in run[0]
    assert "s3cr3t-word" not in run[0] + run[1].read_text()

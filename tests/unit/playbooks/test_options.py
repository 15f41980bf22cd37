# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invalid options end a playbook before the first node is contacted: none of the hosts exists."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOKS = ROOT / "playbooks"
NODES = ("node-1.invalid", "node-2.invalid")


def run(
    folder: Path, playbook: str, *options: str, hosts: tuple[str, ...] = NODES, **variables: Any
) -> tuple[int, str]:
    """Exit code and output of a playbook whose hosts have these variables."""
    inventory = {"all": {"hosts": {name: {} for name in hosts}, "vars": variables, "children": {"workers": {}}}}
    (folder / "hosts.json").write_text(json.dumps(inventory))
    (folder / "ansible.cfg").touch()
    done = subprocess.run(
        ["ansible-playbook", "-i", str(folder / "hosts.json"), str(PLAYBOOKS / f"{playbook}.yml"), *options],
        env={
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
            "ANSIBLE_HOME": str(folder),
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_STRATEGY": "free",
            "ANSIBLE_NOCOLOR": "1",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("playbook", "variables", "sentence"),
    [
        ("provision", {"provision_waves": "four"}, "provision_waves on all 2 hosts: 'four' is not the size"),
        ("provision", {"provision_require_images": "yes"}, "provision_require_images on all 2 hosts: "),
        ("provision", {"registry_mirrors": {}}, "Fix: Did you mean registries_mirrors?"),
        ("verify", {"verify_skip": ["rate_limit"]}, "Fix: Did you mean 'rate_limited'?"),
        ("audit", {"audit_json": "/nowhere/audit.json"}, "audit_json on all 2 hosts: The report cannot be written"),
        ("preflight", {"preflight_probe": "perhaps"}, "preflight_probe on all 2 hosts: It is text"),
        ("explain", {"runtime_timeout": 0}, "runtime_timeout on all 2 hosts: 0 is too small."),
    ],
)
def test_an_invalid_option_is_refused_once_with_every_strategy(
    tmp_path: Path, playbook: str, variables: dict[str, Any], sentence: str
) -> None:
    code, output = run(tmp_path, playbook, **variables)
    assert (code, output.count("fatal: ")) == (2, 1), output
    assert sentence in output
    assert "unreachable=1" not in output


def test_a_host_whose_name_has_a_blank_is_refused_and_not_skipped(tmp_path: Path) -> None:
    code, output = run(tmp_path, "provision", hosts=("node-1.invalid", "node 2"))
    assert (code, "Ansible reads the host name 'node 2' as a pattern" in output) == (2, True)


@pytest.mark.parametrize("playbook", ["provision", "lint"])
def test_hosts_that_are_not_in_the_inventory_are_refused(tmp_path: Path, playbook: str) -> None:
    code, output = run(tmp_path, playbook, "-e", "pullproof_hosts=all:!wrkers")
    assert code != 0
    assert "pullproof_hosts: 'wrkers' is not a group or host of the inventory. Did you mean workers?" in output


def test_every_play_has_the_strategy_that_its_tasks_need() -> None:
    plays = [play for path in PLAYBOOKS.glob("*.yml") for play in yaml.safe_load(path.read_text())]
    strategies = {play.get("strategy") for play in plays if "hosts" in play}
    assert strategies == {"ansible.builtin.linear"}

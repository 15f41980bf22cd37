# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time and memory of `lint` and of the plan of `provision` for 10, 100 and 1,000 hosts with the same variables.

The hosts are simulated: a callback plugin answers the remote calls in the process of Ansible, with prepared
observations, probes and files (`callback/prepared_nodes.py`). Their variables are those of the lab. All hosts will
change, and all their images are probed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT

HERE = Path(__file__).parent
SIZES = (10, 100, 1000)
AIMS = {"lint_seconds": 15.0, "plan_seconds": 300.0, "plan_memory_mb": 1024.0}


@dataclass(frozen=True)
class Cost:
    """Wall time in seconds, and the most memory of one process in MiB."""

    seconds: float
    memory_mb: float


def main() -> int:
    """Measure all sizes, and print the figures of the largest beside their aims; times are no failure."""
    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            inventory = _inventory(Path(folder) / str(size), size)
            for name, playbook in (("lint", CHECKOUT / "playbooks" / "lint.yml"), ("plan", HERE / "plan.yml")):
                costs[name, size] = _cost(inventory, playbook, Path(folder) / f"nodes-{size}")
                cost = costs[name, size]
                print(f"bench: {name} of {size} hosts: {cost.seconds:.1f} s, {cost.memory_mb:.0f} MiB", flush=True)
    most = SIZES[-1]
    figures = {
        "lint_seconds": costs["lint", most].seconds,
        "plan_seconds": costs["plan", most].seconds,
        "plan_memory_mb": costs["plan", most].memory_mb,
    }
    for name, aim in AIMS.items():
        print(f"bench: {name}: {figures[name]:.1f}, aim at most {aim:g}" + ": MISSED" * (figures[name] > aim))
    growth = {name: costs[name, most].seconds / costs[name, most // 10].seconds for name in ("lint", "plan")}
    print(
        f"bench: {' '.join(f'{name}={value:.1f}' for name, value in figures.items())}"
        f" {' '.join(f'{name}_1000_vs_100={value:.2f}' for name, value in growth.items())}"
    )
    return int(figures["plan_memory_mb"] > AIMS["plan_memory_mb"])


def _inventory(folder: Path, size: int) -> Path:
    """Hosts with the variables of the lab."""
    variables = CHECKOUT / "tests" / "lab" / "inventory" / "group_vars" / "all.yml"
    (folder / "group_vars").mkdir(parents=True)
    (folder / "group_vars" / "all.yml").write_text(variables.read_text(encoding="utf-8"), encoding="utf-8")
    names: dict[str, dict[str, str]] = {f"node-{number:04}": {} for number in range(size)}
    own = {"pullproof_runtime": "rke2-agent", "lab_dir": str(this_lab().state_dir)}
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": names, "vars": own}}), encoding="utf-8")
    return folder / "hosts.yml"


def _cost(inventory: Path, playbook: Path, nodes: Path) -> Cost:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{CHECKOUT}:{os.environ['ANSIBLE_COLLECTIONS_PATH']}",
        "PREPARED_NODES": str(nodes),
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback"),
        "ANSIBLE_CALLBACKS_ENABLED": "prepared_nodes",
    }
    started = time.monotonic()
    process = subprocess.Popen(
        ["ansible-playbook", "-i", str(inventory), str(playbook)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(output[-4000:], file=sys.stderr)
        raise SystemExit(f"bench: {playbook.name} failed")
    return Cost(time.monotonic() - started, usage.ru_maxrss / 1024)

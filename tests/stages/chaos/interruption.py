# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of `provision` that are interrupted, and the state of the nodes after them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

from tests.lab.host.lab import Lab
from tests.lab.host.playbook import start_playbook
from tests.stages.chaos.points import Point

CONFIRM_SECONDS = 60
# The nodes are changed although probes show that the password is wrong.
BAD = ("-e", "@tests/stages/demo/wrong_password.yml", "-e", "provision_require_images=none")
# It changes a file of each node, and its runtime has to load it.
GOOD = ("-e", '{"proxy_no_proxy": [".lab", ".chaos.example"]}')
# All nodes of a point are changed at the same time, and undo their changes after a minute.
_TOGETHER = ("-e", f'{{"provision_waves": ["100%"], "provision_confirm_timeout": {CONFIRM_SECONDS}}}')
# What a write that did not end leaves, and the timer of a change that was not confirmed.
_LEFTOVERS = (
    "find /etc /usr/local /root/.docker /var/lib/pullproof -name '.pullproof-*' 2>/dev/null;"
    " find /etc/systemd/system -name 'pullproof-restore.*'"
)
# What runs on a node: modules, which are read from standard input, and the connections of the controller.
_PROCESSES = {"module": "pkill -KILL -x 'python3.*' || true", "connection": "pkill -KILL -f '^sshd.*@notty' || true"}
_REGISTRY = "registry.lab"


def interrupt(lab: Lab, point: Point) -> bool:
    """Start a run on the nodes of the point, interrupt it there, and wait for its end; whether the run got there."""
    options = ["--limit", ",".join(point.nodes), *(BAD if point.is_bad else GOOD), *_TOGETHER]
    process = start_playbook("provision.yml", *options)
    assert process.stdout is not None
    wanted = [point.play, point.moment]
    for line in process.stdout:
        if wanted and wanted[0] in line:
            wanted.pop(0)
            if not wanted:
                time.sleep(point.delay)
                _strike(lab, point, process.pid)
    process.wait()
    if point.kind == "registry" and not wanted:
        lab.podman.run("unpause", lab.container(_REGISTRY))
    return not wanted


def _strike(lab: Lab, point: Point, group: int) -> None:
    if point.kind == "controller":
        os.killpg(group, signal.SIGKILL)
    elif point.kind == "registry":
        lab.podman.run("pause", lab.container(_REGISTRY))
    else:
        for node in point.nodes:
            _strike_node(lab, lab.container(node), point.kind)


def _strike_node(lab: Lab, container: str, kind: str) -> None:
    if kind == "node":
        lab.podman.run("kill", "--signal", "KILL", container)
        lab.podman.run("start", container)
    else:
        lab.podman.exec(container, "sh", "-c", _PROCESSES[kind])


def await_timers(lab: Lab, nodes: Sequence[str]) -> None:
    """Wait until no node will restore itself any more."""
    deadline = time.monotonic() + CONFIRM_SECONDS + 120
    while any("pullproof-restore" in leftovers(lab, node) for node in nodes) and time.monotonic() < deadline:
        time.sleep(2)


def leftovers(lab: Lab, node: str) -> str:
    """The paths that an interrupted run must not leave."""
    return lab.podman.exec(lab.container(node), "sh", "-c", _LEFTOVERS).strip()

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A switch of registries with `provision_transition`, on real containerds.

An image is missing at the new registry, and is copied to it. The new registry fails once during the second step. Ends
with ``transition: N of N steps as expected on M nodes``, or with exit code 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from tests.lab.cli import main as lab_command
from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT, Run, run_playbook, start_playbook
from tests.lab.model.content import Image
from tests.lab.services import defined
from tests.lab.services.push import push

NODES = ("k3s-agent-1", "containerd-1")
LIMIT = ("--limit", ",".join(NODES))
SWITCH = ("-e", f"@{CHECKOUT}/tests/stages/transition/switch.yml")
OLD, NEW = "registry.lab", "mirror.lab"
# The files with the endpoints of docker.io.
_ENDPOINTS = "cat /etc/rancher/k3s/registries.yaml /etc/containerd/certs.d/docker.io/hosts.toml 2>/dev/null; true"
_SECOND_STEP = "PLAY [Remove the former endpoints from the agents, in waves]"
_PULLS = "verify : Pull the listed images]"

# Whether a step is as expected, and the sentence that says so.
Step = tuple[bool, str]


def main() -> int:
    """Make the switch, and make the nodes new again."""
    lab_command(["reset", *NODES])
    tag = f"{int(time.time())}"
    steps = []
    for is_right, sentence in switched(tag):
        print(f"transition: {'as expected' if is_right else 'WRONG'}: {sentence}", flush=True)
        steps.append(is_right)
    print(f"transition: {sum(steps)} of {len(steps)} steps as expected on {len(NODES)} nodes", flush=True)
    return lab_command(["reset", *NODES]) or int(not all(steps))


def switched(tag: str) -> Iterator[Step]:
    """The steps of the switch, in order."""
    copy_image(OLD, tag)
    before = run_playbook("provision.yml", *LIMIT, quiet=True)
    yield before.code == 0 and both(OLD), "the nodes have the former endpoint"
    first = provision(tag)
    listed = f"a former endpoint served docker.io/transition/app:{tag}:"
    yield first.code == 2 and listed in first.output, "the image that is missing is listed"
    yield both(OLD, NEW), "the nodes have both endpoints"
    again = provision(tag)
    yield again.code == 2 and again.changed == 0, "the same command changes nothing while the image is missing"
    copy_image(NEW, tag)
    failed = without_registry(tag)
    yield (
        failed.code == 2 and stopped_at(NODES[0]) <= {*failed.output.splitlines()},
        ("the new registry fails during the second step, which stops the run at the first node"),
    )
    yield both(OLD, NEW), "the nodes have both endpoints again"
    last = provision(tag)
    yield last.code == 0 and last.proven.done == last.proven.listed > 0, "the same command completes the switch"
    yield both(NEW) and not any(OLD in endpoints(node) for node in NODES), "the nodes have the new endpoint only"
    final = provision(tag)
    yield final.code == 0 and final.changed == 0, "the same command changes nothing any more"


def stopped_at(node: str) -> set[str]:
    """The lines about the first node, which failed, and about the others."""
    others = [name for name in NODES if name != node]
    return {
        f"Failed, and has its former configuration again: {node} (1)",
        f"Has the new and the former endpoints, proven: {', '.join(others)} ({len(others)})",
    }


def provision(tag: str) -> Run:
    """One run with the variables of the switch, and one node per wave."""
    return run_playbook("provision.yml", *LIMIT, *options(tag), quiet=True)


def options(tag: str) -> tuple[str, ...]:
    """The variables of the switch."""
    return (*SWITCH, "-e", f"test_image=docker.io/transition/app:{tag}", "-e", "provision_waves=1")


def without_registry(tag: str) -> Run:
    """The same, and the new registry is stopped before the proof of the first node in the second step."""
    lab, lines = this_lab(), []
    process = start_playbook("provision.yml", *LIMIT, *options(tag))
    assert process.stdout is not None
    moments = [_SECOND_STEP, _PULLS]
    for line in process.stdout:
        lines.append(line)
        if moments and moments[0] in line:
            moments.pop(0)
            if not moments:
                lab.podman.run("stop", "--time", "0", lab.container(NEW))
    code = process.wait()
    lab.podman.run("start", lab.container(NEW))
    return Run(code, "".join(lines), 0.0)


def copy_image(registry: str, tag: str) -> None:
    """Push the image to a registry of the lab."""
    lab = this_lab()
    service = next(one for one in defined(lab) if one.name == registry)
    push(lab, service, [Image("transition/app", tag)])


def both(*hosts: str) -> bool:
    """Whether all nodes have the endpoints at these hosts."""
    return all(host in endpoints(node) for node in NODES for host in hosts)


def endpoints(node: str) -> str:
    """The lines of the node's files with endpoints of docker.io."""
    lab = this_lab()
    return lab.podman.exec(lab.container(node), "sh", "-c", _ENDPOINTS)


if __name__ == "__main__":
    sys.exit(main())

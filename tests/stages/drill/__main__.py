# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the playbook `drill` on real containerds, and compares what it reports with what is expected.

The nodes have containerd 1.6, 1.7 and 2.1, and the fork of K3s in RKE2 and K3s. Ends with
``drill: N of N as expected on M nodes``, or with exit code 1 and the differences. No file and no image of a node may
differ afterwards, also if the drill was killed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from tests.lab.cli import main as lab_command
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_playbook, start_playbook

HERE = Path(__file__).parent
NODES = ("rke2-server-1", "rke2-agent-1", "k3s-agent-1", "containerd-1", "containerd-2", "containerd-3")
# Its containerd has `dial_timeout`, which two_mirrors.yml sets.
WITH_DIAL_TIMEOUT, DIAL_TIMEOUT = "containerd-1", 1.0
VARIABLES = ("-e", f"@{HERE}/two_mirrors.yml")
# The endpoints of quay.io do not have its image, which a drill shows, and a run of provision must not stop for.
PROVISION = ("--skip-tags", "verify", "-e", "provision_require_images=none")
IMAGE = ("-e", '{"drill_images": ["docker.io/library/base:1"]}')
SILENT = ("-e", "drill_unreachable=silent", *IMAGE)
_ENABLE_CRI = "rm -f /etc/containerd/config.toml && systemctl restart containerd"
# All that a drill could change: certs.d, the images with their names, and units of systemd.
_STATE = (
    "find /etc/containerd/certs.d /var/lib/rancher/*/agent/etc/containerd/certs.d -type f -exec sha256sum {} + | sort;"
    " crictl -r unix://$(ls /run/k3s/containerd/containerd.sock /run/containerd/containerd.sock | head -1) images -q;"
    " systemctl list-units --all --no-legend 'pullproof-drill*'"
)


def main() -> int:
    """Provision the nodes, run the drills, and make the nodes new again."""
    lab_command(["up", "--all"])
    lab, faults = this_lab(), []
    # The package containerd.io disables the CRI, for which provision has an error.
    lab.podman.exec(lab.container("containerd-2"), "sh", "-c", _ENABLE_CRI)
    limit = ("--limit", ",".join(NODES))
    if run_playbook("provision.yml", *limit, *VARIABLES, *PROVISION, quiet=True).code:
        print("drill: the nodes could not be provisioned", file=sys.stderr)
        return 1
    before = {node: state(lab, node) for node in NODES}
    right, total, found = compared(drill(*limit, *VARIABLES))
    faults += found
    faults += silence()
    faults += killed(lab, "containerd-3")
    faults += [f"{node}: the drills changed it" for node in NODES if state(lab, node) != before[node]]
    for fault in faults:
        print(f"drill: {fault}", file=sys.stderr)
    print(f"drill: {right} of {total} as expected on {len(NODES)} nodes", flush=True)
    return lab_command(["reset", *NODES]) or int(bool(faults) or right != total)


def drill(*options: str) -> dict[str, list[dict[str, object]]]:
    """The drills by host."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drill.json"
        run_playbook("drill.yml", *options, "-e", f"drill_json={path}")
        return dict(json.loads(path.read_text(encoding="utf-8"))["hosts"]) if path.exists() else {}


def compared(hosts: dict[str, list[dict[str, object]]]) -> tuple[int, int, list[str]]:
    """How many drills are as expected, how many there must be, and the differences."""
    expected = yaml.safe_load((HERE / "expected.yml").read_text(encoding="utf-8"))
    wrong = []
    for node in NODES:
        actual = [
            [one["kind"], one["registry"], one["state"], _host(str(one["served_by"]))] for one in hosts.get(node, [])
        ]
        wrong += [f"{node}: missing: {one}" for one in expected if one not in actual]
        wrong += [f"{node}: unexpected: {one}" for one in actual if one not in expected]
    missing = sum("missing" in line for line in wrong)
    total = len(expected) * len(NODES)
    return total - missing, total, wrong


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def silence() -> list[str]:
    """A first endpoint that does not answer takes at least the time that containerd may wait for it."""
    (one, *_others) = drill("--limit", WITH_DIAL_TIMEOUT, *VARIABLES, *SILENT).get(WITH_DIAL_TIMEOUT, [{}])
    print(f"drill: a silent endpoint took {one.get('seconds')} s, dial_timeout {one.get('dial_timeout')}", flush=True)
    is_right = one.get("state") == "passed" and float(str(one["seconds"])) >= DIAL_TIMEOUT
    return [] if is_right else [f"a silent endpoint on {WITH_DIAL_TIMEOUT}: {one}"]


def killed(lab: Lab, node: str) -> list[str]:
    """Kill the drill twice: afterwards the service of its timer, and then the next drill, clean up."""
    faults = []
    for cleaning in ("systemctl start pullproof-drill.service", ""):
        process = start_playbook("drill.yml", "--limit", node, *VARIABLES, *SILENT)
        if not _await(lab, node, "test -e /etc/containerd/certs.d/pullproof-drill-1.invalid/hosts.toml"):
            faults.append(f"{node}: the drill to kill did not begin")
        lab.podman.exec(lab.container(node), "sh", "-c", "pkill -KILL -x 'python3.*'; pkill -KILL crictl; true")
        process.communicate()
        if cleaning:
            lab.podman.exec(lab.container(node), "sh", "-c", cleaning)
            if not _await(lab, node, "! ls /etc/containerd/certs.d | grep -q drill"):
                faults.append(f"{node}: the timer of a killed drill removed nothing")
    return faults + _fault(run_playbook("drill.yml", "--limit", node, *VARIABLES, *IMAGE, quiet=True))


def _fault(run: Run) -> list[str]:
    return [] if run.code == 0 else ["the drill after a killed one failed", *run.output.splitlines()[-20:]]


def _await(lab: Lab, node: str, condition: str) -> bool:
    for _second in range(120):
        if lab.podman.succeeds("exec", lab.container(node), "sh", "-c", condition):
            return True
        time.sleep(1)
    return False


def state(lab: Lab, node: str) -> Sequence[str]:
    """What a drill could change on the node."""
    return sorted(lab.podman.exec(lab.container(node), "sh", "-c", _STATE).splitlines())


if __name__ == "__main__":
    sys.exit(main())

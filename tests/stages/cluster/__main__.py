# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev cluster``: drains and checks with a real kube-apiserver 1.34 and a real etcd.

The Nodes and Pods are objects of this API. A stand-in takes the place of the kubelets, and no controllers run: see
`world/kubelets.py`. Ends with ``cluster: N of N as described``, or with exit code 1 and the differences.
"""

from __future__ import annotations

import sys

from tests.lab.cli import main as lab_command
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import run_playbook
from tests.stages.cluster.cases import CASES, Case
from tests.stages.cluster.world import server
from tests.stages.cluster.world.client import Client
from tests.stages.cluster.world.kubelets import Kubelets
from tests.stages.cluster.world.stage import AGENT_NODE, SERVER_NODE, Stage

NODES = (AGENT_NODE, SERVER_NODE)


def main() -> int:
    """Provision the nodes, run all cases, and make the nodes new again."""
    if lab_command(["up"]):
        return 1
    if run_playbook("provision.yml", "--limit", ",".join(NODES), quiet=True).code:
        print("cluster: the nodes could not be provisioned", file=sys.stderr)
        return 1
    right = played(this_lab())
    print(f"cluster: {right} of {len(CASES)} as described", flush=True)
    return lab_command(["reset", *NODES]) or int(right != len(CASES))


def played(lab: Lab) -> int:
    """How many cases are as described, in a new cluster."""
    client = Client(server.start(lab))
    kubelets = Kubelets(client, NODES)
    kubelets.register()
    kubelets.start()
    try:
        return sum(is_as_described(case, Stage(lab, client, kubelets)) for case in CASES)
    finally:
        kubelets.stop()
        server.stop(lab)


def is_as_described(case: Case, stage: Stage) -> bool:
    """Play a case, and show what is wrong."""
    faults = list(case(stage))
    state = "WRONG       " if faults else "as described"
    print(f"{state}  {case.__name__.replace('_', ' ')}", *faults, sep="\n    ", flush=True)
    return not faults


if __name__ == "__main__":
    sys.exit(main())

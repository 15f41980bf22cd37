# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases: what a run of `provision` does with the Nodes, and what the API and the node show of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

from tests.lab.host.playbook import Run, run_playbook, start_playbook
from tests.stages.cluster.world.kubelets import add_budget, add_pod, path_of
from tests.stages.cluster.world.stage import AGENT_NODE, SERVER_NODE, Stage

FREE = (False, "")
Case = Callable[[Stage], Iterator[str]]


def evicted_before_the_restart_and_uncordoned_after(stage: Stage) -> Iterator[str]:
    """A change of Docker Engine: its Pods are evicted, the daemon stays, and the Node takes Pods again."""
    add_pod(stage.client, "web", AGENT_NODE, "ReplicaSet")
    add_pod(stage.client, "daemon", AGENT_NODE, "DaemonSet")
    begun = time.time()
    run = stage.provision(AGENT_NODE, 1)
    yield from unless(run.code == 0 and "after a drain of the node" in run.output, "the run failed", run)
    yield from unless(stage.pods(AGENT_NODE) == ["daemon"], f"Pods on the node: {stage.pods(AGENT_NODE)}")
    yield from unless(stage.node(AGENT_NODE) == FREE, f"the Node: {stage.node(AGENT_NODE)}")
    requests = stage.audit(begun)
    restarted = (stage.state(AGENT_NODE, "docker")[1], "restart", "")
    order = [what for _time, what, _path in sorted([*requests, restarted])]
    yield from unless(order == ["cordon", "evict", "restart", "uncordon"], f"the order was {order}")


def a_node_that_was_cordoned_by_hand_stays_so(stage: Stage) -> Iterator[str]:
    """The Pods leave, and the Node is cordoned before and after."""
    add_pod(stage.client, "hand", AGENT_NODE, "ReplicaSet")
    stage.cordon(AGENT_NODE, True)
    run = stage.provision(AGENT_NODE, 2)
    yield from unless(run.code == 0 and "Cordoned before, and stays so" in run.output, "the run failed", run)
    yield from unless(stage.pods(AGENT_NODE) == ["daemon"], f"Pods on the node: {stage.pods(AGENT_NODE)}")
    yield from unless(stage.node(AGENT_NODE) == (True, ""), f"the Node: {stage.node(AGENT_NODE)}")
    stage.cordon(AGENT_NODE, False)


def a_budget_that_forbids_the_eviction_stops_the_run(stage: Stage) -> Iterator[str]:
    """Nothing on the node has changed afterwards, and it takes Pods again."""
    add_pod(stage.client, "guarded", AGENT_NODE, "ReplicaSet")
    budget, before = add_budget(stage.client, "guarded"), stage.state(AGENT_NODE, "docker")
    run = stage.provision(AGENT_NODE, 3)
    reason = "default/guarded (Cannot evict pod as it would violate the pod's disruption budget"
    yield from unless(run.code != 0 and reason in run.output, "the reason is not shown", run)
    yield from unless("Failed before its first change: docker-1" in run.output, "the state is not shown", run)
    yield from unless(stage.state(AGENT_NODE, "docker") == before, "the node was changed")
    yield from unless(stage.node(AGENT_NODE) == FREE, f"the Node: {stage.node(AGENT_NODE)}")
    stage.client.delete(budget)


def a_controller_killed_in_the_drain_is_healed_by_the_next_run(stage: Stage) -> Iterator[str]:
    """Also by a run whose variables need no change of the node."""
    budget = add_budget(stage.client, "guarded")
    process = start_playbook("provision.yml", *stage.options(AGENT_NODE, 4))
    yield from unless(is_soon(lambda: bool(stage.node(AGENT_NODE)[1])), "the run did not cordon the Node")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    yield from unless(stage.node(AGENT_NODE)[0], "the Node is not cordoned after the kill")
    stage.client.delete(budget)
    run = stage.provision(AGENT_NODE, 2)
    healed = "Uncordon after the proof, because an earlier run did not: docker-1"
    yield from unless(run.code == 0 and healed in run.output, "the next run failed", run)
    yield from unless(stage.node(AGENT_NODE) == FREE, f"the Node: {stage.node(AGENT_NODE)}")
    stage.client.delete(path_of("guarded"))


def a_rollback_drains_the_node_as_well(stage: Stage) -> Iterator[str]:
    """The last run that changed the node is undone between a drain and an uncordon."""
    add_pod(stage.client, "back", AGENT_NODE, "ReplicaSet")
    begun = time.time()
    run = run_playbook("rollback.yml", "--limit", AGENT_NODE, *stage.access, quiet=True)
    yield from unless(run.code == 0, "the rollback failed", run)
    restarted = (stage.state(AGENT_NODE, "docker")[1], "restart", "")
    order = [what for _time, what, _path in sorted([*stage.audit(begun), restarted])]
    yield from unless(order == ["cordon", "evict", "restart", "uncordon"], f"the order was {order}")


def a_server_that_does_not_report_is_restored(stage: Stage) -> Iterator[str]:
    """The Node still counts as Ready, but its kubelet is silent."""
    files = stage.state(SERVER_NODE, "rke2-server")[0]
    stage.kubelets.silent.add(SERVER_NODE)
    run = stage.provision(SERVER_NODE, 5)
    yield from unless(run.code != 0 and "no new report of the kubelet" in run.output, "the reason is not shown", run)
    restored = f"Failed, and has its former configuration again: {SERVER_NODE}"
    yield from unless(restored in run.output, "the state is not shown", run)
    yield from unless(stage.state(SERVER_NODE, "rke2-server")[0] == files, "the files are not restored")
    stage.kubelets.silent.clear()


def a_healthy_server_is_proven(stage: Stage) -> Iterator[str]:
    """RKE2 keeps its containers at a restart, so that it is not drained."""
    begun = time.time()
    run = stage.provision(SERVER_NODE, 5)
    yield from unless(run.code == 0 and "Wait until the server is healthy" in run.output, "the run failed", run)
    yield from unless(stage.audit(begun) == [], "the Node was written")


def what_the_api_does_not_know_stops_the_plan(stage: Stage) -> Iterator[str]:
    """An API that cannot be reached, a Node with another name, and a kubeconfig that does not exist."""
    before = stage.state(AGENT_NODE, "docker")
    for option, reason in (
        (f"provision_kubeconfig={stage.unreachable()}", "Connection refused"),
        ("provision_node_name=elsewhere", "the API knows no Node with this name"),
        ("provision_kubeconfig=/nowhere/kubeconfig", "there is no such file on the controller"),
    ):
        run = stage.provision(AGENT_NODE, 6, "-e", option)
        stopped = run.code != 0 and "Nothing was changed" in run.output and reason in run.output
        yield from unless(stopped, f"{option} did not stop the plan with its reason", run)
    yield from unless(stage.state(AGENT_NODE, "docker") == before, "the node was changed")


CASES: tuple[Case, ...] = (
    evicted_before_the_restart_and_uncordoned_after,
    a_node_that_was_cordoned_by_hand_stays_so,
    a_budget_that_forbids_the_eviction_stops_the_run,
    a_controller_killed_in_the_drain_is_healed_by_the_next_run,
    a_rollback_drains_the_node_as_well,
    a_server_that_does_not_report_is_restored,
    a_healthy_server_is_proven,
    what_the_api_does_not_know_stops_the_plan,
)


def unless(is_right: bool, sentence: str, run: Run | None = None) -> Iterator[str]:
    """The sentence, with the end of the run, unless it is right."""
    if not is_right:
        yield "\n".join([sentence, *(run.output.splitlines()[-60:] if run else ())])


def is_soon(condition: Callable[[], bool]) -> bool:
    """Whether it is true within two minutes."""
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True

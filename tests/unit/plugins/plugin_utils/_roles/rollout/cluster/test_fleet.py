# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Nodes of all hosts, before the first change."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.fleet import nodes_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    Cluster,
    ClusterError,
    Node,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.plugin_utils._roles.rollout.cluster.simulated_cluster import SimulatedCluster

OURS = Node("ours", "1", unschedulable=True, cordoned_by="run-0", conditions={"Ready": "True"})
FOREIGN = Node("foreign", "1", unschedulable=True)


def cluster_of(node: str, needed: bool = True, kubeconfig: str = "one.yaml") -> dict[str, Any]:
    return {"kubeconfig": kubeconfig, "context": "", "node": node, "needed": needed}


def found(cluster: SimulatedCluster, **wanted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return nodes_of(wanted, lambda _kubeconfig, _context: cluster)


def test_nodes_that_are_needed_or_were_left_cordoned_are_read() -> None:
    cluster = SimulatedCluster({"ours": OURS, "foreign": FOREIGN, "other": Node("other", "1")})
    nodes = found(cluster, h1=cluster_of("ours", False), h2=cluster_of("foreign"), h3=cluster_of("other", False), h4={})
    assert nodes == {
        "h1": {"problem": "", "cordoned_by": "run-0", "unschedulable": True, "ready": True},
        "h2": {"problem": "", "cordoned_by": "", "unschedulable": True, "ready": False},
    }


def test_hosts_without_a_kubeconfig_contact_no_api() -> None:
    cluster = SimulatedCluster()
    assert found(cluster, h1=cluster_of("n1", kubeconfig="")) == {}
    assert cluster.requests == []


def test_each_cluster_is_contacted_once() -> None:
    connected = []

    def connect(kubeconfig: str, context: str) -> Cluster:
        connected.append((kubeconfig, context))
        return SimulatedCluster()

    nodes_of({"h1": cluster_of("n1"), "h2": cluster_of("n1"), "h3": cluster_of("n1", kubeconfig="two")}, connect)
    assert connected == [("one.yaml", ""), ("two", "")]


def test_a_node_that_the_api_does_not_know_is_a_problem_of_its_host() -> None:
    nodes = found(SimulatedCluster(), h1=cluster_of("n1"), h2=cluster_of("n2"))
    assert nodes["h1"]["problem"] == ""
    assert "the API knows no Node with this name" in nodes["h2"]["problem"]


def test_an_api_that_cannot_be_reached_is_a_problem_of_all_hosts() -> None:
    cluster = SimulatedCluster(failures={"cordoned_nodes": ClusterError(0, "Connection refused")})
    problems = {node["problem"] for node in found(cluster, h1=cluster_of("n1"), h2=cluster_of("n1", False)).values()}
    assert len(problems) == 1
    assert "Connection refused" in problems.pop()


def test_an_api_that_is_not_ready_is_a_problem() -> None:
    nodes = found(SimulatedCluster(failing="[-]etcd failed"), h1=cluster_of("n1"))
    assert "[-]etcd failed" in nodes["h1"]["problem"]


def test_a_kubeconfig_that_cannot_be_used_is_a_problem() -> None:
    def refuse(_kubeconfig: str, _context: str) -> Cluster:
        raise PullproofError("there is no such file")

    assert nodes_of({"h1": cluster_of("n1")}, refuse)["h1"]["problem"] == "there is no such file"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions cluster_node and cluster_info, in a simulated cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import cluster_info, cluster_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import Timeout
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import ClusterError, Node

from tests.unit.plugins.modules.example_runs import ExampleRun
from tests.unit.plugins.plugin_utils._roles.rollout.cluster.simulated_cluster import SimulatedCluster, pod

OURS = Node("n1", "1", unschedulable=True, cordoned_by="run-0", conditions={"Ready": "True"})
CLUSTER = "ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster"
PLAN = {"cluster": {"kubeconfig": "k", "context": "", "node": "n1", "needed": True}}


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> SimulatedCluster:
    simulated = SimulatedCluster()
    for action in (cluster_node, cluster_info):
        monkeypatch.setattr(action, "connect", lambda _kubeconfig, _context: simulated)
    waiting = simulated.timeout()
    monkeypatch.setattr(f"{CLUSTER}.drain.Timeout", lambda seconds: Timeout(seconds, waiting.now, waiting.sleep))
    return simulated


def run(folder: Path, state: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    given = {"state": state, "name": "n1", "kubeconfig": "k", **options}
    task = {"pullproof.registry.cluster_node": given, "check_mode": check_mode}
    return ExampleRun(folder, {"ansible_check_mode": False}, None).run(task)


def test_a_drain_records_the_run_on_the_node_and_names_the_pods(cluster: SimulatedCluster, tmp_path: Path) -> None:
    cluster.present = [pod("a")]
    result = run(tmp_path, "drained")
    assert (result["changed"], result["evicted"], result["cordoned"]) == (True, ["team/a"], True)
    assert result["msg"] == "evicted 1 Pod from the Node n1"
    assert cluster.nodes["n1"].cordoned_by == SNAPSHOT


def test_a_node_that_was_cordoned_by_hand_is_said_to_stay_so(cluster: SimulatedCluster, tmp_path: Path) -> None:
    cluster.nodes["n1"] = Node("n1", "1", unschedulable=True)
    result = run(tmp_path, "drained")
    assert result["msg"] == "evicted 0 Pods from the Node n1, which was cordoned before and will stay so"
    assert run(tmp_path, "uncordoned")["changed"] is False


def test_the_pods_that_stay_are_returned_with_the_failure(cluster: SimulatedCluster, tmp_path: Path) -> None:
    cluster.present, cluster.protected = [pod("a")], {"a"}
    result = run(tmp_path, "drained", timeout=10)
    assert (result["failed"], result["stayed"]) == (True, ["team/a"])


def test_a_node_that_an_earlier_run_cordoned_is_uncordoned(cluster: SimulatedCluster, tmp_path: Path) -> None:
    cluster.nodes["n1"] = OURS
    assert run(tmp_path, "uncordoned")["changed"]
    assert not cluster.nodes["n1"].unschedulable


def test_a_healthy_server_is_no_change(cluster: SimulatedCluster, tmp_path: Path) -> None:
    result = run(tmp_path, "ready")
    assert (result["changed"], result["seconds"]) == (False, 10.0)


@pytest.mark.parametrize("state", ["drained", "uncordoned", "ready"])
def test_check_mode_sends_no_request(cluster: SimulatedCluster, tmp_path: Path, state: str) -> None:
    assert run(tmp_path, state, check_mode=True)["changed"] is False
    assert cluster.requests == []


def test_a_request_that_is_refused_is_an_error_with_the_rights_that_are_needed(
    cluster: SimulatedCluster, tmp_path: Path
) -> None:
    cluster.failures["pods"] = ClusterError(403, "pods is forbidden")
    result = run(tmp_path, "drained")
    assert result["failed"]
    assert "pods is forbidden" in result["msg"]


def test_the_nodes_of_all_hosts_are_read_once(cluster: SimulatedCluster, tmp_path: Path) -> None:
    cluster.nodes["n1"] = OURS
    run = ExampleRun(tmp_path, {"ansible_check_mode": False, "pullproof_plan": PLAN}, None)
    result = run.run({"pullproof.registry.cluster_info": {}, "check_mode": True})
    assert (list(result["nodes"]), result["cordoned"], result["changed"]) == (["n1"], ["n1"], False)


def test_a_host_whose_plan_has_an_error_has_no_node(cluster: SimulatedCluster, tmp_path: Path) -> None:
    run = ExampleRun(tmp_path, {"ansible_check_mode": False, "pullproof_plan": {"cluster": {}}}, None)
    assert run.run({"pullproof.registry.cluster_info": {}})["nodes"] == {}
    assert cluster.requests == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health of a server in a simulated cluster."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.health import await_ready
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import ClusterError, Node
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.plugin_utils._roles.rollout.cluster.simulated_cluster import SimulatedCluster


def node(**conditions: str) -> dict[str, Node]:
    return {"n1": Node("n1", "1", conditions=conditions)}


def test_a_server_is_ready_after_a_new_report_of_its_kubelet() -> None:
    cluster = SimulatedCluster()
    assert await_ready(cluster, "n1", cluster.timeout()) == 10.0


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        (SimulatedCluster(node(Ready="False")), "its condition Ready is False"),
        (SimulatedCluster(node()), "its condition Ready is missing"),
        (SimulatedCluster(node(Ready="True", EtcdIsVoter="False")), "its condition EtcdIsVoter is False"),
        (SimulatedCluster({}), "the API knows no Node with this name"),
        (SimulatedCluster(failing="[-]etcd failed: reason withheld"), r"/readyz: \[-\]etcd failed"),
        (SimulatedCluster(failures={"node": ClusterError(0, "refused")}), "the API does not answer: refused"),
    ],
)
def test_a_server_that_stays_unhealthy_is_an_error_with_the_reason(cluster: SimulatedCluster, words: str) -> None:
    with pytest.raises(PullproofError, match=f"after 30 s {words}"):
        await_ready(cluster, "n1", cluster.timeout(30))
    assert cluster.seconds == 30


def test_a_kubelet_that_does_not_report_is_an_error_although_the_node_still_counts_as_ready() -> None:
    cluster = SimulatedCluster()
    vars(cluster)["renewed"] = lambda _node: "report of a time before"
    with pytest.raises(PullproofError, match="no new report of the kubelet"):
        await_ready(cluster, "n1", cluster.timeout(60))


def test_an_api_that_answers_later_is_waited_for() -> None:
    cluster = SimulatedCluster(failures={"not_ready": ClusterError(0, "refused")})
    original = cluster._pass

    def start(seconds: float) -> None:
        original(seconds)
        if cluster.seconds >= 20:
            cluster.failures.clear()

    vars(cluster)["_pass"] = start
    assert await_ready(cluster, "n1", cluster.timeout(60)) >= 20

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drains of a simulated cluster."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import drain, uncordon
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    ClusterError,
    Node,
    Pod,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.plugin_utils._roles.rollout.cluster.simulated_cluster import SimulatedCluster, pod

DAEMON = pod("proxy", "DaemonSet")
MIRROR = Pod("kube-system", "etcd", "u1", "Node", is_mirror=True)
FINISHED = Pod("team", "job", "u2", "Job", is_finished=True)


def test_pods_are_evicted_after_the_node_is_cordoned_and_the_drain_waits_for_their_end() -> None:
    cluster = SimulatedCluster(present=[pod("a"), pod("b")])
    done = drain(cluster, "n1", "run-1", cluster.timeout())
    assert (done.evicted, done.is_ours, done.changed) == (["team/a", "team/b"], True, True)
    assert cluster.requests.index("cordon") < cluster.requests.index("evict team/a")
    assert cluster.requests.count("evict team/a") == 1
    assert cluster.present == []
    assert cluster.nodes["n1"].cordoned_by == "run-1"


@pytest.mark.parametrize("stays", [DAEMON, MIRROR, FINISHED])
def test_pods_that_would_not_leave_or_do_not_run_stay(stays: Pod) -> None:
    cluster = SimulatedCluster(present=[stays])
    assert drain(cluster, "n1", "run-1", cluster.timeout()).evicted == []
    assert cluster.present == [stays]


def test_a_pod_without_a_controller_is_an_error_before_the_node_is_cordoned() -> None:
    cluster = SimulatedCluster(present=[pod("a"), pod("bare", "")])
    with pytest.raises(PullproofError, match="team/bare without a controller"):
        drain(cluster, "n1", "run-1", cluster.timeout())
    assert not {"cordon", "evict team/a"} & set(cluster.requests)


def test_an_unknown_node_is_an_error_with_the_variable_to_set() -> None:
    with pytest.raises(PullproofError, match=r"Node n2 .* provision_node_name"):
        drain(SimulatedCluster(), "n2", "run-1", SimulatedCluster().timeout())


def test_an_eviction_that_is_refused_is_tried_again() -> None:
    cluster = SimulatedCluster(present=[pod("a"), pod("b")], protected={"a"})
    original = cluster._pass

    def allow_later(seconds: float) -> None:
        original(seconds)
        if cluster.seconds >= 10:
            cluster.protected = set()

    vars(cluster)["_pass"] = allow_later
    assert set(drain(cluster, "n1", "run-1", cluster.timeout()).evicted) == {"team/a", "team/b"}
    assert cluster.requests.count("evict team/a") > 3


def test_a_protected_pod_does_not_keep_the_others_and_the_error_has_the_reason() -> None:
    cluster = SimulatedCluster(present=[pod("a"), pod("b")], protected={"a"})
    with pytest.raises(PullproofError, match=r"after 20 s it still has team/a \(Cannot evict pod") as raised:
        drain(cluster, "n1", "run-1", cluster.timeout(20))
    assert raised.value.details == {"stayed": ["team/a"]}
    assert cluster.present == [pod("a")]


def test_a_pod_that_does_not_end_is_named() -> None:
    cluster = SimulatedCluster(present=[pod("a")], ending=1000)
    with pytest.raises(PullproofError, match=r"team/a \(it is ending\)"):
        drain(cluster, "n1", "run-1", cluster.timeout(20))


def test_a_node_that_was_cordoned_by_hand_is_drained_and_not_marked() -> None:
    cluster = SimulatedCluster({"n1": Node("n1", "1", unschedulable=True)}, [pod("a")])
    done = drain(cluster, "n1", "run-1", cluster.timeout())
    assert (done.evicted, done.is_ours) == (["team/a"], False)
    assert not uncordon(cluster, "n1")
    assert cluster.nodes["n1"].unschedulable


def test_a_node_that_an_earlier_run_cordoned_keeps_its_mark() -> None:
    cluster = SimulatedCluster({"n1": Node("n1", "1", unschedulable=True, cordoned_by="run-0")})
    done = drain(cluster, "n1", "run-1", cluster.timeout())
    assert (done.is_ours, done.changed, cluster.nodes["n1"].cordoned_by) == (True, False, "run-0")


def test_a_write_that_conflicts_with_the_kubelet_is_repeated() -> None:
    cluster = SimulatedCluster(conflicts=3)
    assert drain(cluster, "n1", "run-1", cluster.timeout()).is_ours
    assert cluster.requests.count("cordon") == 4


def test_a_write_that_always_conflicts_is_an_error() -> None:
    cluster = SimulatedCluster(conflicts=100)
    with pytest.raises(ClusterError, match="modified"):
        drain(cluster, "n1", "run-1", cluster.timeout())


def test_a_node_that_this_collection_cordoned_is_uncordoned() -> None:
    cluster = SimulatedCluster({"n1": Node("n1", "1", unschedulable=True, cordoned_by="run-0")})
    assert uncordon(cluster, "n1")
    assert cluster.nodes["n1"] == Node("n1", "1")


def test_a_node_that_is_gone_needs_no_uncordon() -> None:
    assert not uncordon(SimulatedCluster({}), "n1")

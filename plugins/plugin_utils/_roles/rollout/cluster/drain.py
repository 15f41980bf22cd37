# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cordon a Node, evict its Pods, and undo only a cordon of this collection.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    Cluster,
    ClusterError,
    Node,
    Pod,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

POLL_SECONDS = 2.0
_CONFLICT = 409
# The kubelet writes its Node every few seconds.
_ATTEMPTS = 10
_ENDING = "it is ending"


@dataclass(frozen=True)
class Timeout:
    """The `seconds` that the cluster gets, and the clock."""

    seconds: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Drained:
    """The Pods that were evicted, and whether the Node was cordoned by this run or by an earlier one."""

    evicted: Sequence[str]
    is_ours: bool
    changed: bool


def existing_node(cluster: Cluster, name: str) -> Node:
    """The Node. Raises PullproofError if there is none."""
    node = cluster.node(name)
    if node is None:
        raise PullproofError(
            f"Checked: the Node {name} in the cluster. Observed: the API knows no Node with this name. Expected: the "
            "Node of the host, because it is drained before a restart or checked after it. Fix: set "
            "provision_node_name for the host, or unset provision_kubeconfig for a host outside of the cluster."
        )
    return node


def drain(cluster: Cluster, name: str, run: str, timeout: Timeout) -> Drained:
    """Cordon the Node and evict its Pods. Raises PullproofError, with the Pods that stayed."""
    node = existing_node(cluster, name)
    _refuse_pods_without_controller(name, _leaving(cluster, name))
    is_ours, is_new = _cordon(cluster, node, run)
    evicted = _evict(cluster, name, timeout)
    return Drained(evicted, is_ours, is_new or bool(evicted))


def uncordon(cluster: Cluster, name: str) -> bool:
    """Uncordon the Node if a run of this collection cordoned it; whether it did."""
    node = cluster.node(name)
    if node is None or not node.cordoned_by:
        return False
    cluster.uncordon(node)
    return True


def _leaving(cluster: Cluster, name: str) -> list[Pod]:
    return [pod for pod in cluster.pods(name) if pod.leaves]


def _refuse_pods_without_controller(name: str, pods: Sequence[Pod]) -> None:
    lost = [str(pod) for pod in pods if not pod.controller]
    if lost:
        raise PullproofError(
            f"Checked: the Pods of the Node {name}. Observed: {', '.join(lost)} without a controller, which would not "
            "be started again. Expected: Pods of a controller, such as a Deployment. Fix: delete them or move them, "
            "or set provision_drain to never for this node."
        )


def _cordon(cluster: Cluster, node: Node, run: str) -> tuple[bool, bool]:
    """Whether the cordon is of this collection, and whether it is new."""
    for attempt in range(_ATTEMPTS):
        if node.unschedulable:
            return bool(node.cordoned_by), False
        try:
            cluster.cordon(node, run)
        except ClusterError as error:
            if error.status != _CONFLICT or attempt == _ATTEMPTS - 1:
                raise
            node = existing_node(cluster, node.name)
        else:
            return True, True
    raise AssertionError("the last attempt returns or raises")


def _evict(cluster: Cluster, name: str, timeout: Timeout) -> list[str]:
    """Evict until no Pod is left. A refusal can end when other Pods have become ready, so it is tried again."""
    begun, accepted = timeout.now(), dict[str, None]()
    while pods := _leaving(cluster, name):
        refused = {str(pod): _ENDING if pod.is_ending else cluster.evict(pod) for pod in pods}
        accepted |= dict.fromkeys(pod for pod, reason in refused.items() if reason in ("", _ENDING))
        if timeout.now() - begun >= timeout.seconds:
            raise _stayed(name, refused, timeout.seconds)
        timeout.sleep(POLL_SECONDS)
    return list(accepted)


def _stayed(name: str, pods: Mapping[str, str], seconds: float) -> PullproofError:
    reasons = ", ".join(f"{pod} ({reason or _ENDING})" for pod, reason in pods.items())
    return PullproofError(
        f"Checked: whether the Pods of the Node {name} leave it. Observed: after {seconds:.0f} s it still has "
        f"{reasons}. Expected: only Pods of DaemonSets. Fix: let the PodDisruptionBudgets allow an eviction, for "
        "example with more replicas, or raise provision_drain_timeout.",
        {"stayed": list(pods)},
    )

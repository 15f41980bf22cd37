# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Nodes of the hosts that a plan will drain or check, read once per cluster before the first change.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import existing_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    Cluster,
    ClusterError,
    Node,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

Found = dict[str, Any]
Connect = Callable[[str, str], Cluster]


def nodes_of(wanted: Mapping[str, Mapping[str, Any]], connect: Connect) -> dict[str, Found]:
    """The Nodes by host: those that are `needed`, and those that an earlier run left cordoned.

    `wanted` has the clusters of the hosts as `plan_info` returns them. What is wrong is the `problem` of a host.
    """
    clusters: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for host, one in wanted.items():
        if one.get("kubeconfig"):
            clusters.setdefault((one["kubeconfig"], one["context"]), {})[host] = one
    return {host: found for key, hosts in clusters.items() for host, found in _nodes_of_cluster(key, hosts, connect)}


def _nodes_of_cluster(
    key: tuple[str, str], hosts: Mapping[str, Mapping[str, Any]], connect: Connect
) -> Iterator[tuple[str, Found]]:
    try:
        cluster = connect(*key)
        cordoned = {node.name: node for node in cluster.cordoned_nodes()}
        failing = cluster.not_ready()
        if failing:
            raise ClusterError(0, failing)
    except ClusterError as error:
        yield from ((host, _problem(_unreachable(key[0], error))) for host in hosts)
    except PullproofError as error:
        yield from ((host, _problem(str(error))) for host in hosts)
    else:
        for host, one in hosts.items():
            if one["needed"] or one["node"] in cordoned:
                yield host, _found(cluster, one["node"], cordoned.get(one["node"]))


def _found(cluster: Cluster, name: str, known: Node | None) -> Found:
    try:
        node = known or existing_node(cluster, name)
    except (ClusterError, PullproofError) as error:
        return _problem(str(error))
    return {"problem": "", "cordoned_by": node.cordoned_by, "unschedulable": node.unschedulable, "ready": node.ready}


def _problem(text: str) -> Found:
    return {"problem": text, "cordoned_by": "", "unschedulable": False, "ready": False}


def _unreachable(kubeconfig: str, error: ClusterError) -> str:
    return (
        f"Checked: the API of the cluster in {kubeconfig}. Observed: {error}. Expected: an API that is ready, and that "
        "lets the user of the kubeconfig read Nodes. Fix: correct provision_kubeconfig, or unset it to drain no node."
    )

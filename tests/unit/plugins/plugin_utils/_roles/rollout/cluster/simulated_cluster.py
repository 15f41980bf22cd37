# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster in memory. Time passes only while somebody waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import Timeout
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    ClusterError,
    Node,
    Pod,
)


def pod(name: str, controller: str = "ReplicaSet") -> Pod:
    return Pod("team", name, f"uid-of-{name}", controller)


@dataclass
class SimulatedCluster:
    """Evicted Pods end after `ending` seconds. `protected` are refused. `conflicts` writes of a Node fail first.

    The kubelet reports every 10 seconds. What `failures` has for a request is raised instead of an answer.
    """

    nodes: dict[str, Node] = field(default_factory=lambda: {"n1": Node("n1", "1", conditions={"Ready": "True"})})
    present: list[Pod] = field(default_factory=list)
    protected: set[str] = field(default_factory=set)
    ending: float = 4.0
    conflicts: int = 0
    failing: str = ""
    failures: dict[str, ClusterError] = field(default_factory=dict)
    seconds: float = 0.0
    requests: list[str] = field(default_factory=list)
    ends: dict[str, float] = field(default_factory=dict)

    def timeout(self, seconds: float = 300) -> Timeout:
        return Timeout(seconds, lambda: self.seconds, self._pass)

    def _pass(self, seconds: float) -> None:
        self.seconds += seconds
        self.present = [one for one in self.present if self.ends.get(one.uid, 1e9) > self.seconds]

    def _request(self, request: str) -> None:
        self.requests.append(request)
        if request in self.failures:
            raise self.failures[request]

    def node(self, name: str) -> Node | None:
        self._request("node")
        return self.nodes.get(name)

    def cordoned_nodes(self) -> Sequence[Node]:
        self._request("cordoned_nodes")
        return [node for node in self.nodes.values() if node.cordoned_by]

    def cordon(self, node: Node, run: str) -> None:
        self._request("cordon")
        if self.conflicts:
            self.conflicts -= 1
            raise ClusterError(409, "the object has been modified")
        self.nodes[node.name] = replace(node, unschedulable=True, cordoned_by=run)

    def uncordon(self, node: Node) -> None:
        self._request("uncordon")
        self.nodes[node.name] = replace(node, unschedulable=False, cordoned_by="")

    def pods(self, node: str) -> Sequence[Pod]:
        self._request("pods")
        return [replace(one, is_ending=one.uid in self.ends) for one in self.present]

    def evict(self, pod: Pod) -> str:
        self._request(f"evict {pod}")
        if pod.name in self.protected:
            return "Cannot evict pod as it would violate the pod's disruption budget."
        self.ends[pod.uid] = self.seconds + self.ending
        return ""

    def renewed(self, node: str) -> str:
        self._request("renewed")
        return f"report {int(self.seconds // 10)}"

    def not_ready(self) -> str:
        self._request("not_ready")
        return self.failing

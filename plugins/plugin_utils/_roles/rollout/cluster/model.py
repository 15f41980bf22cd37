# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a roll-out knows of a cluster of Kubernetes: Nodes, Pods, and the requests to its API.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# A label, because the API can select by it: one request finds all Nodes that runs have cordoned. The value is the run.
CORDONED_BY = "pullproof.registry/cordoned-by"
_MIRROR = "kubernetes.io/config.mirror"
_FINISHED = ("Succeeded", "Failed")

Json = Mapping[str, Any]


class ClusterError(Exception):
    """The API refused a request with this HTTP status, or could not be reached (0). The text is the reason."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


@dataclass(frozen=True)
class Node:
    """A Node: `cordoned_by` is the run that cordoned it, `conditions` are their states by type."""

    name: str
    version: str
    unschedulable: bool = False
    cordoned_by: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether its kubelet reports that it can run Pods."""
        return self.conditions.get("Ready") == "True"


@dataclass(frozen=True)
class Pod:
    """A Pod: `controller` is the kind of the object that will replace it, empty if none will."""

    namespace: str
    name: str
    uid: str
    controller: str = ""
    is_ending: bool = False
    is_mirror: bool = False
    is_finished: bool = False

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def leaves(self) -> bool:
        """Whether a drain has to evict it: a DaemonSet would start it again, and mirror Pods are files of the node."""
        return not (self.is_mirror or self.is_finished or self.controller == "DaemonSet")


class Cluster(Protocol):
    """The API of a cluster. Each request can raise ClusterError."""

    def node(self, name: str) -> Node | None:
        """The Node with this name; None if there is none."""

    def cordoned_nodes(self) -> Sequence[Node]:
        """The Nodes that a run has cordoned, and not uncordoned yet."""

    def cordon(self, node: Node, run: str) -> None:
        """Cordon the Node and record the run, in one write. Status 409 if the Node has changed."""

    def uncordon(self, node: Node) -> None:
        """Uncordon the Node and remove the record of the run, in one write."""

    def pods(self, node: str) -> Sequence[Pod]:
        """The Pods on the Node."""

    def evict(self, pod: Pod) -> str:
        """Ask for the eviction of the Pod; why it is refused for now, or empty."""

    def renewed(self, node: str) -> str:
        """When the kubelet of the Node last reported that it is alive, by the clock of the node."""

    def not_ready(self) -> str:
        """Which checks of the API server fail; empty if it is ready."""


def node_of(document: Json) -> Node:
    """A Node as the API returns it."""
    metadata, spec = document["metadata"], document.get("spec", {})
    conditions = document.get("status", {}).get("conditions") or ()
    return Node(
        metadata["name"],
        metadata["resourceVersion"],
        bool(spec.get("unschedulable")),
        (metadata.get("labels") or {}).get(CORDONED_BY, ""),
        {condition["type"]: condition["status"] for condition in conditions},
    )


def pod_of(document: Json) -> Pod:
    """A Pod as the API returns it."""
    metadata = document["metadata"]
    owners = metadata.get("ownerReferences") or ()
    return Pod(
        metadata["namespace"],
        metadata["name"],
        metadata["uid"],
        next((owner["kind"] for owner in owners if owner.get("controller")), ""),
        "deletionTimestamp" in metadata,
        _MIRROR in (metadata.get("annotations") or {}),
        document.get("status", {}).get("phase") in _FINISHED,
    )

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the kubelets of all nodes: it reports that nodes are alive, and ends Pods that are deleted.

It starts no containers. The Pods are objects of the API only.
"""

from __future__ import annotations

import datetime
import threading

from tests.stages.cluster.world.client import Client

NODES, LEASES = "/api/v1/nodes", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
PERIOD_SECONDS = 1.0


class Kubelets(threading.Thread):
    """Reports for the nodes until `stop` is called. A node in `silent` sends no report."""

    def __init__(self, client: Client, nodes: tuple[str, ...]) -> None:
        super().__init__(daemon=True)
        self.silent: set[str] = set()
        self._client, self._nodes, self._stopped = client, nodes, threading.Event()

    def register(self) -> None:
        """Make the objects of the nodes."""
        for node in self._nodes:
            self._client.create(NODES, {"metadata": {"name": node}})
            self._client.create(LEASES, {"metadata": {"name": node}, "spec": {"holderIdentity": node}})
            self._client.patch(f"{NODES}/{node}/status", {"status": {"conditions": [_condition("Ready")]}})
            # A new Node has the taint of one that is not ready, which a controller would remove.
            self._client.patch(f"{NODES}/{node}", {"spec": {"taints": None}})

    def run(self) -> None:
        """Report and end Pods, until `stop` is called."""
        while not self._stopped.wait(PERIOD_SECONDS):
            for node in self._nodes:
                if node not in self.silent:
                    self._client.patch(f"{LEASES}/{node}", {"spec": {"renewTime": _now()}})
            for pod in self._client.get("/api/v1/pods")["items"]:
                if "deletionTimestamp" in pod["metadata"]:
                    self._client.delete(path_of(pod["metadata"]["name"]))

    def stop(self) -> None:
        """End the reports."""
        self._stopped.set()
        self.join()


def path_of(pod: str) -> str:
    """Where a Pod is."""
    return f"/api/v1/namespaces/default/pods/{pod}"


def add_pod(client: Client, name: str, node: str, controller: str) -> None:
    """A Pod that runs on the node, as an object."""
    owner = {"apiVersion": "apps/v1", "kind": controller, "name": name, "uid": f"uid-{name}", "controller": True}
    metadata = {"name": name, "labels": {"app": name}, "ownerReferences": [owner]}
    container = {"name": "c", "image": "registry.lab:5000/team/app:1"}
    spec = {"nodeName": node, "containers": [container], "terminationGracePeriodSeconds": 1}
    client.create("/api/v1/namespaces/default/pods", {"metadata": metadata, "spec": spec})
    client.patch(f"{path_of(name)}/status", {"status": {"phase": "Running", "conditions": [_condition("Ready")]}})


def add_budget(client: Client, name: str) -> str:
    """A PodDisruptionBudget that allows no eviction of the Pod, with the status that a controller would write."""
    budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": name}}}
    client.create(budgets, {"metadata": {"name": name}, "spec": spec})
    counts = {"disruptionsAllowed": 0, "currentHealthy": 1, "desiredHealthy": 1, "expectedPods": 1}
    client.patch(f"{budgets}/{name}/status", {"status": {"observedGeneration": 1, **counts}})
    return f"{budgets}/{name}"


def _condition(kind: str) -> dict[str, str]:
    return {"type": kind, "status": "True", "lastTransitionTime": f"{_now()[:19]}Z"}


def _now() -> str:
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of a cluster, requested with the Python package `kubernetes`, which only the controller needs.

The module `k8s_drain` of kubernetes.core is not used. It stops at the first Pod that a PodDisruptionBudget protects, a
timeout is only a warning, and it evicts Pods of DaemonSets that have an emptyDir (version 6.2.0).
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    CORDONED_BY,
    ClusterError,
    Json,
    Node,
    Pod,
    node_of,
    pod_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

_NODES = "/api/v1/nodes"
_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
_MERGE_PATCH = "application/merge-patch+json"
_NOT_FOUND, _CONFLICT, _TOO_MANY_REQUESTS, _SERVER_ERROR = 404, 409, 429, 500
# Seconds to connect, and to wait for an answer.
_TIMEOUT = (5, 30)


def connect(kubeconfig: str, context: str = "") -> KubernetesApi:
    """The API that a kubeconfig names. No request is sent yet. Raises PullproofError."""
    path = Path(kubeconfig).expanduser()
    if not path.is_file():
        raise _unusable(kubeconfig, "there is no such file on the controller")
    try:
        config, dynamic = import_module("kubernetes.config"), import_module("kubernetes.dynamic")
    except ImportError as error:
        raise PullproofError(
            f"Checked: the Python package kubernetes on the controller. Observed: {error}. Expected: the package, "
            f"because provision_kubeconfig is set. Fix: install it for {sys.executable}, or unset "
            "provision_kubeconfig to drain no node."
        ) from error
    try:
        client = config.new_client_from_config(str(path), context or None)
    except Exception as error:  # The libraries for the formats and for the credentials have no common error.
        raise _unusable(kubeconfig, f"{type(error).__name__}: {error}") from error
    return KubernetesApi(dynamic.DynamicClient(client, discoverer=lambda *_unused: None))


def _unusable(kubeconfig: str, observed: str) -> PullproofError:
    return PullproofError(
        f"Checked: the kubeconfig {kubeconfig}. Observed: {observed}. Expected: a kubeconfig for the cluster of the "
        "nodes. Fix: correct provision_kubeconfig or provision_kube_context."
    )


class KubernetesApi:
    """`Cluster` over the dynamic client of the package, whose requests are the same in all its versions."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def node(self, name: str) -> Node | None:
        try:
            return node_of(self._read(f"{_NODES}/{name}"))
        except ClusterError as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    def cordoned_nodes(self) -> Sequence[Node]:
        return [node_of(item) for item in self._read(_NODES, {"labelSelector": CORDONED_BY})["items"]]

    def cordon(self, node: Node, run: str) -> None:
        metadata = {"resourceVersion": node.version, "labels": {CORDONED_BY: run}}
        self._patch_node(node.name, {"metadata": metadata, "spec": {"unschedulable": True}})

    def uncordon(self, node: Node) -> None:
        self._patch_node(node.name, {"metadata": {"labels": {CORDONED_BY: None}}, "spec": {"unschedulable": None}})

    def pods(self, node: str) -> Sequence[Pod]:
        query = {"fieldSelector": f"spec.nodeName={node}"}
        return [pod_of(item) for item in self._read("/api/v1/pods", query)["items"]]

    def evict(self, pod: Pod) -> str:
        body = {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": pod.name, "namespace": pod.namespace},
            # Another Pod with this name can have been started elsewhere since.
            "deleteOptions": {"preconditions": {"uid": pod.uid}},
        }
        try:
            self._request("post", f"/api/v1/namespaces/{pod.namespace}/pods/{pod.name}/eviction", body)
        except ClusterError as error:
            if error.status in (_TOO_MANY_REQUESTS, _SERVER_ERROR):
                return str(error)
            if error.status not in (_NOT_FOUND, _CONFLICT):
                raise
        return ""

    def renewed(self, node: str) -> str:
        return str(self._read(f"{_LEASES}/{node}")["spec"].get("renewTime", ""))

    def not_ready(self) -> str:
        try:
            self._request("get", "/readyz", query={"verbose": "true"})
        except ClusterError as error:
            if error.status < _SERVER_ERROR:
                raise
            failing = [line for line in str(error).splitlines() if line.startswith("[-]")]
            return "; ".join(failing) or str(error)
        return ""

    def _patch_node(self, name: str, patch: Json) -> None:
        self._request("patch", f"{_NODES}/{name}", patch, content_type=_MERGE_PATCH)

    def _read(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        document: Json = json.loads(self._request("get", path, query=query))
        return document

    def _request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        content_type: str = "application/json",
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        parameters = list((query or {}).items())
        options = {"query_params": parameters, "content_type": content_type, "_request_timeout": _TIMEOUT}
        try:
            answer = self._client.request(method, path, body=body, serialize=False, **options)
        except Exception as error:  # The errors of the package, of its HTTP client and of TLS have no common base.
            raise ClusterError(int(getattr(error, "status", 0) or 0), _reason(error)) from error
        content: bytes = answer.data
        return content


def _reason(error: Exception) -> str:
    """The message of the API server, or why it could not be reached. Headers can have credentials."""
    body = getattr(error, "body", None)
    if body:
        text = body.decode(errors="replace") if isinstance(body, bytes) else str(body)
        try:
            answer = json.loads(text)
        except ValueError:
            return text
        return str(answer.get("message") or text) if isinstance(answer, Mapping) else text
    return str(getattr(error, "reason", None) or error).rpartition(">: ")[2]

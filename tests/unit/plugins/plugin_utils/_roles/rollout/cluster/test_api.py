# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests to the API, and its errors, with a client that is a fake."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster import api
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    ClusterError,
    Node,
    Pod,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

POD = Pod("team", "web", "u1", "ReplicaSet")
NODE = {
    "metadata": {"name": "n1", "resourceVersion": "7", "labels": {"pullproof.registry/cordoned-by": "run-0"}},
    "spec": {"unschedulable": True},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


class RefusedError(Exception):
    """An error of the package: with the status and body of the answer, and a text that has headers."""

    def __init__(self, status: int, body: object) -> None:
        self.status, self.reason = status, "Refused"
        self.body = body if isinstance(body, str) else json.dumps(body)
        super().__init__("HTTP response headers: Authorization: secret")


class FakeClient:
    """Answers each request with the same document, or raises the same error."""

    def __init__(self, answer: object) -> None:
        self.answer, self.sent = answer, list[tuple[str, str, Any]]()

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> SimpleNamespace:
        query = "&".join(f"{name}={value}" for name, value in options["query_params"])
        self.sent.append((method, f"{path}?{query}", body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return SimpleNamespace(data=json.dumps(self.answer).encode())


def test_a_node_is_read_with_its_cordon_and_its_conditions() -> None:
    node = api.KubernetesApi(FakeClient(NODE)).node("n1")
    assert node == Node("n1", "7", True, "run-0", {"Ready": "True"})


def test_a_node_that_does_not_exist_is_none_and_another_refusal_is_an_error() -> None:
    assert api.KubernetesApi(FakeClient(RefusedError(404, {"message": "not found"}))).node("n1") is None
    with pytest.raises(ClusterError, match=r"^nodes is forbidden$"):
        api.KubernetesApi(FakeClient(RefusedError(403, {"message": "nodes is forbidden"}))).node("n1")


def test_cordoned_nodes_are_selected_by_the_label() -> None:
    client = FakeClient({"items": [NODE]})
    assert [node.name for node in api.KubernetesApi(client).cordoned_nodes()] == ["n1"]
    assert client.sent[0][1] == "/api/v1/nodes?labelSelector=pullproof.registry/cordoned-by"


def test_a_node_is_cordoned_and_marked_in_one_write_that_fails_if_the_node_has_changed() -> None:
    client = FakeClient({})
    api.KubernetesApi(client).cordon(Node("n1", "7"), "run-1")
    labels = {"pullproof.registry/cordoned-by": "run-1"}
    body = {"metadata": {"resourceVersion": "7", "labels": labels}, "spec": {"unschedulable": True}}
    assert client.sent == [("patch", "/api/v1/nodes/n1?", body)]


def test_pods_are_those_on_the_node_with_what_decides_whether_they_are_evicted() -> None:
    owner = {"kind": "DaemonSet", "controller": True}
    documents = [
        {"metadata": {"namespace": "a", "name": "d", "uid": "1", "ownerReferences": [owner]}},
        {"metadata": {"namespace": "a", "name": "m", "uid": "2", "annotations": {"kubernetes.io/config.mirror": "x"}}},
        {"metadata": {"namespace": "a", "name": "f", "uid": "3"}, "status": {"phase": "Succeeded"}},
        {"metadata": {"namespace": "a", "name": "e", "uid": "4", "deletionTimestamp": "now"}},
    ]
    client = FakeClient({"items": documents})
    pods = api.KubernetesApi(client).pods("n1")
    assert [(one.leaves, one.is_ending) for one in pods] == [
        (False, False),
        (False, False),
        (False, False),
        (True, True),
    ]
    assert client.sent[0][1] == "/api/v1/pods?fieldSelector=spec.nodeName=n1"


def test_an_eviction_names_the_pod_by_its_identity() -> None:
    client = FakeClient({})
    assert api.KubernetesApi(client).evict(POD) == ""
    (method, path, body) = client.sent[0]
    assert (method, path) == ("post", "/api/v1/namespaces/team/pods/web/eviction?")
    assert body["deleteOptions"] == {"preconditions": {"uid": "u1"}}


@pytest.mark.parametrize(("status", "reason"), [(429, "budget"), (500, "budget"), (404, ""), (409, "")])
def test_an_eviction_is_refused_for_now_or_the_pod_is_gone(status: int, reason: str) -> None:
    assert api.KubernetesApi(FakeClient(RefusedError(status, {"message": "budget"}))).evict(POD) == reason


def test_an_eviction_that_is_forbidden_is_an_error() -> None:
    with pytest.raises(ClusterError, match="forbidden"):
        api.KubernetesApi(FakeClient(RefusedError(403, {"message": "forbidden"}))).evict(POD)


def test_an_api_that_is_not_ready_names_the_checks_that_fail() -> None:
    body = "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed"
    assert api.KubernetesApi(FakeClient(RefusedError(500, body))).not_ready() == "[-]etcd failed: reason withheld"
    assert api.KubernetesApi(FakeClient({})).not_ready() == ""


def test_an_api_that_cannot_be_reached_is_an_error_with_the_reason_alone() -> None:
    lost = OSError("HTTPSConnection(host='c', port=6443)>: Failed to establish a new connection: Connection refused")
    with pytest.raises(ClusterError, match=r"^Failed to establish a new connection: Connection refused$"):
        api.KubernetesApi(FakeClient(lost)).node("n1")


def test_an_error_has_no_headers_of_the_request() -> None:
    with pytest.raises(ClusterError) as raised:
        api.KubernetesApi(FakeClient(RefusedError(401, ""))).node("n1")
    assert str(raised.value) == "Refused"


def test_a_kubeconfig_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match="there is no such file on the controller"):
        api.connect(str(tmp_path / "none.yaml"))


def test_a_missing_package_is_an_error_with_the_interpreter_to_install_it_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(api, "import_module", missing)
    (tmp_path / "k").touch()
    with pytest.raises(PullproofError, match=r"No module named 'kubernetes.config'.*install it for /"):
        api.connect(str(tmp_path / "k"))


def test_a_kubeconfig_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str, _context: str | None) -> None:
        raise ValueError("Invalid kube-config file. Expected object with name prod in contexts list")

    monkeypatch.setattr(api, "import_module", lambda _name: SimpleNamespace(new_client_from_config=refuse))
    (tmp_path / "k").touch()
    with pytest.raises(PullproofError, match="Expected object with name prod"):
        api.connect(str(tmp_path / "k"), "prod")

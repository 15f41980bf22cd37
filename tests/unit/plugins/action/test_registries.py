# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action registries, with a node that is a fake."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import registries
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.role_arguments import registries_arguments

MIRRORS = {"docker.io": {"endpoint": ["https://m.example"]}}
DOCKER: dict[str, Any] = {
    "unit": {"active": "active", "enabled": "enabled", "options": []},
    "restart": {"roles": ["proxy"]},
    "version": "20.10.5",
}


class FakeNode:
    """A node with these runtimes, on which every plan changes something."""

    def __init__(self, **runtimes: dict[str, Any]) -> None:
        self.seen = {"runtimes": runtimes, "planned": [], "registries": {}}
        self.plans: list[Plan] = []
        self.tls: dict[str, Any] = {}

    def observation(self) -> dict[str, Any]:
        return self.seen

    def tls_files(self, certificates: list[str], keys: list[str]) -> dict[str, Any]:
        return {path: facts for path, facts in self.tls.items() if path in (*certificates, *keys)}

    def apply(self, plan: Plan) -> dict[str, Any]:
        self.plans.append(plan)
        return {"changed": True, "diff": [{"after": "x"}], "files": [{"path": "/x"}], "trust_refreshed": False}


def decide(node: FakeNode, **arguments: Any) -> dict[str, Any]:
    action = registries.ActionModule.__new__(registries.ActionModule)
    action._task_vars = {}
    result: dict[str, Any] = action.decide_on_linux(registries_arguments(**arguments), node)  # type: ignore[arg-type]  # a fake
    return result


def test_the_files_of_the_runtime_that_is_found_are_planned_and_a_pending_restart_is_told() -> None:
    node = FakeNode(docker=DOCKER)
    result = decide(node, mirrors=MIRRORS, overwrite_unmanaged=True)
    assert [planned.path for planned in node.plans[0].files] == ["/etc/docker/daemon.json"]
    assert (node.plans[0].role, node.plans[0].overwrite_unmanaged) == ("registries", True)
    assert result["restart_pending"] == {"pending": True, "roles": ["proxy"]}
    assert (result["changed"], result["warnings"]) == (True, [])
    assert result["msg"] == "1 managed registry file(s)"


def test_errors_stop_it_before_the_node_is_touched_and_all_are_named() -> None:
    node = FakeNode(docker=DOCKER)
    with pytest.raises(PullproofError) as refused:
        decide(
            node, mirrors={"quay.io": {"endpoint": ["https://m.example"]}}, default_endpoint=False, docker_config=["c"]
        )
    assert node.plans == []
    assert [finding["id"] for finding in refused.value.details["findings"]] == [
        "path-not-absolute",
        "default-endpoint-kept",
        "mirror-unsupported",
    ]


def test_warnings_do_not_stop_it() -> None:
    result = decide(FakeNode(docker=DOCKER), configs={"r": {"auth": {"username": "u", "password": "s3cr3t"}}})
    assert len(result["warnings"]) == 1
    assert result["warnings"][0].startswith("registries_configs: Docker Engine does not store credentials")
    assert "s3cr3t" not in str(result)


def test_a_warning_that_the_fleet_was_told_is_not_given_again_by_each_node() -> None:
    configs = {"r": {"auth": {"username": "u", "password": "p"}}}
    action = registries.ActionModule.__new__(registries.ActionModule)
    findings = [{"id": "credentials-unused", "where": "registries_configs"}]
    action._task_vars = {"pullproof_plan": {"findings": findings}}
    node: Any = FakeNode(docker=DOCKER)
    assert action.decide_on_linux(registries_arguments(configs=configs), node)["warnings"] == []
    findings.clear()
    assert len(action.decide_on_linux(registries_arguments(configs=configs), node)["warnings"]) == 1


def test_nothing_wanted_needs_no_runtime_and_removes_what_was_written() -> None:
    node = FakeNode()
    result = decide(node)
    assert node.plans[0].files == ()
    assert result["msg"] == "no managed registry files"
    assert result["restart_pending"] == {"pending": False, "roles": []}


def test_something_wanted_needs_a_runtime() -> None:
    with pytest.raises(PullproofError, match="pullproof_runtime"):
        decide(FakeNode(), mirrors=MIRRORS)


def test_a_ca_file_that_is_not_on_the_node_stops_it_before_the_node_is_touched() -> None:
    node = FakeNode(containerd={**DOCKER, "config": describe_config(None), "version": "2.1.4"})
    node.tls = {"/etc/ssl/ca.pem": {"present": False}}
    with pytest.raises(PullproofError, match=r"/etc/ssl/ca\.pem is not on the node"):
        decide(node, configs={"m.example": {"tls": {"ca_file": "/etc/ssl/ca.pem"}}}, mirrors=MIRRORS)
    assert node.plans == []


def test_a_docker_daemon_with_the_option_on_its_command_line_is_left_alone() -> None:
    node = FakeNode(docker={**DOCKER, "unit": {**DOCKER["unit"], "options": ["containerd", "registry-mirror"]}})
    with pytest.raises(PullproofError, match="dockerd has --registry-mirror on its command line"):
        decide(node, mirrors=MIRRORS)
    assert node.plans == []

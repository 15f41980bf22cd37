# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of one node: what the roles would change, in one task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.plugins.action import ActionBase
from ansible_collections.pullproof.registry.plugins.action import registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.modules.example_runs import ExampleRun
from tests.unit.plugins.modules.simulated_linux_node import SimulatedLinuxNode

NEW, OLD = "https://registry.example.com:5000", "https://old.example.com:5000"
MIRRORS = {"docker.io": {"endpoint": [NEW]}}
REGISTRIES, ENVIRONMENT = "/etc/rancher/rke2/registries.yaml", "/etc/default/rke2-agent"


def plan(
    tmp_path: Path,
    options: dict[str, Any] | None = None,
    check_mode: bool = False,
    runtime: str = "rke2-agent",
    **variables: Any,
) -> dict[str, Any]:
    """The result on a node without an earlier change."""
    given = {"ansible_check_mode": False, "verify_images": ["docker.io/library/base:1"], **variables}
    run = ExampleRun(tmp_path, given, SimulatedLinuxNode(tmp_path, [runtime], snapshots=[]))
    return run.run({"pullproof.registry.plan_info": options or {}, "check_mode": check_mode})


def paths(found: dict[str, Any]) -> list[str]:
    return [entry["path"] for entry in found["files"]]


def test_it_lists_the_files_of_all_roles_and_their_worst_effect(tmp_path: Path) -> None:
    found = plan(tmp_path, registries_mirrors=MIRRORS, proxy_https="http://proxy.example:3128")
    assert paths(found) == [REGISTRIES, ENVIRONMENT]
    assert (found["disruption"], found["will_change"], found["changed"]) == ("restart", True, False)
    assert not list(tmp_path.rglob("registries.yaml"))


@pytest.mark.parametrize(
    ("run", "skip", "expected"),
    [
        (["all"], [], [REGISTRIES, ENVIRONMENT]),
        (["proxy"], [], [ENVIRONMENT]),
        (["all"], ["proxy"], [REGISTRIES]),
    ],
)
def test_roles_that_the_tags_exclude_are_left_out(
    tmp_path: Path, run: list[str], skip: list[str], expected: list[str]
) -> None:
    tags: dict[str, Any] = {"ansible_run_tags": run, "ansible_skip_tags": skip}
    found = plan(tmp_path, registries_mirrors=MIRRORS, proxy_https="http://proxy.example:3128", **tags)
    assert paths(found) == expected


def test_the_temporary_folder_of_each_part_is_removed_from_the_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr(ActionBase, "cleanup", lambda action, **_options: cleaned.append(action.NAME))
    plan(tmp_path, registries_mirrors=MIRRORS)
    roles = ["time_sync", "ca_trust", "registries", "proxy", "runtime"]
    assert cleaned == ["preflight_info", "lint_info", *roles, "image_pull", "image_pull"]


def test_an_error_in_the_variables_is_a_finding_and_nothing_is_planned(tmp_path: Path) -> None:
    found = plan(tmp_path, registries_mirrors={"docker.io": {"endpoints": ["https://m.example"]}})
    assert "error" in {finding["severity"] for finding in found["findings"]}
    assert (found["files"], found["preview"]) == ([], {})


def test_an_error_that_a_role_finds_on_the_node_is_returned_and_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise PullproofError("the file is unmanaged")

    monkeypatch.setattr(registries.ActionModule, "decide_on_linux", refuse)
    found = plan(tmp_path, registries_mirrors=MIRRORS)
    assert (found["problem"], found.get("failed", False)) == ("the file is unmanaged", False)


@pytest.mark.parametrize(
    ("require", "check_mode", "variables", "is_probed"),
    [
        ("changed", False, {"registries_mirrors": MIRRORS}, True),
        ("changed", False, {}, False),
        ("all", False, {}, True),
        ("none", False, {"registries_mirrors": MIRRORS}, False),
        ("changed", True, {"registries_mirrors": MIRRORS}, False),
        ("changed", False, {"registries_mirrors": MIRRORS, "ansible_skip_tags": ["verify"]}, False),
    ],
)
def test_the_images_are_probed_where_they_are_required_and_not_in_check_mode(
    tmp_path: Path, require: str, check_mode: bool, variables: dict[str, Any], is_probed: bool
) -> None:
    found = plan(tmp_path, {"require_images": require}, check_mode, **variables)
    assert bool(found["preview"]) is is_probed


class Switch:
    """An RKE2 agent that has the endpoint of the registry before, and the variables of a switch to another one."""

    def __init__(self, tmp_path: Path, **variables: Any) -> None:
        before = {"docker.io": {"endpoint": [OLD]}}
        given = {"ansible_check_mode": False, "verify_images": ["docker.io/library/base:1"], **variables}
        given |= {"registries_mirrors": MIRRORS, "provision_former_mirrors": before}
        self.task = ExampleRun(tmp_path, given, SimulatedLinuxNode(tmp_path, ["rke2-agent"], snapshots=[]))
        self.role(mirrors=before)

    def role(self, **options: Any) -> dict[str, Any]:
        return self.task.run({"pullproof.registry.registries": options})

    def plan(self, **options: Any) -> dict[str, Any]:
        return self.task.run({"pullproof.registry.plan_info": options, "register": "pullproof_plan"})

    @property
    def endpoints(self) -> list[str]:
        text = (self.task.project / REGISTRIES.lstrip("/")).read_text()
        return [line.partition('"')[2].rstrip('"') for line in text.splitlines() if "- " in line]


def test_a_switch_of_registries_first_adds_the_new_endpoint_and_then_removes_the_former_one(tmp_path: Path) -> None:
    switch = Switch(tmp_path)
    first = switch.plan(transition=True)
    assert (first["former"], paths(first), first["snapshot"]) == ({"docker.io": [f"{OLD}/v2"]}, [REGISTRIES], "")
    assert {one["url"] for one in first["preview"]["images"][0]["endpoints"]} >= {f"{NEW}/v2", f"{OLD}/v2"}
    switch.role(mirrors=MIRRORS)
    assert switch.endpoints == [NEW, OLD]
    second = switch.plan(transition=True, removal=True)
    assert (second["former"], paths(second), second["snapshot"][-2:]) == ({}, [REGISTRIES], "-2")
    switch.role(mirrors=MIRRORS)
    assert switch.endpoints == [NEW]


def test_a_switch_that_was_interrupted_between_its_steps_changes_nothing_in_the_first_one(tmp_path: Path) -> None:
    switch = Switch(tmp_path)
    switch.plan(transition=True)
    switch.role(mirrors=MIRRORS)
    switch.task.run({"pullproof.registry.runtime": {"runtime": "rke2-agent"}})
    again = switch.plan(transition=True)
    assert (again["former"], paths(again)) == ({"docker.io": [f"{OLD}/v2"]}, [])
    assert not again["will_change"]


def test_a_node_after_the_switch_does_not_get_the_former_endpoint_again(tmp_path: Path) -> None:
    switch = Switch(tmp_path)
    switch.role(mirrors=MIRRORS)
    found = switch.plan(transition=True)
    assert (found["former"], paths(found)) == ({}, [])
    switch.task.variables["registries_mirrors"] = {**MIRRORS, "quay.io": {"endpoint": [NEW]}}
    found = switch.plan(transition=True)
    assert (found["former"], paths(found)) == ({}, [REGISTRIES])


def test_without_a_transition_the_former_endpoint_is_removed_at_once(tmp_path: Path) -> None:
    switch = Switch(tmp_path)
    assert switch.plan()["former"] == {}
    switch.role(mirrors=MIRRORS)
    assert switch.endpoints == [NEW]


def test_a_former_endpoint_that_no_variable_has_is_a_problem_of_the_plan(tmp_path: Path) -> None:
    switch = Switch(tmp_path)
    del switch.task.variables["provision_former_mirrors"]
    found = switch.plan(transition=True)
    assert "set provision_former_mirrors to the values of the time before" in found["problem"]
    assert found["files"] == []


def test_a_transition_without_an_image_that_proves_the_new_endpoint_is_a_problem_of_the_plan(tmp_path: Path) -> None:
    for images in ([], [{"image": "docker.io/library/base:1", "os": "windows"}]):
        found = Switch(tmp_path, verify_images=images).plan(transition=True)
        assert "verify_images" in found["problem"]


def test_a_drain_is_planned_before_a_restart_if_there_is_a_kubeconfig(tmp_path: Path) -> None:
    found = plan(tmp_path, {"kubeconfig": "k", "drain": "always"}, registries_mirrors=MIRRORS)
    assert found["disruption"] == "drain"
    assert found["cluster"] == {"kubeconfig": "k", "context": "", "node": "n1", "needed": True}


def test_containers_of_rke2_survive_a_restart_so_that_no_drain_is_planned_of_itself(tmp_path: Path) -> None:
    found = plan(tmp_path, {"kubeconfig": "k", "node_name": "node-1"}, registries_mirrors=MIRRORS)
    assert found["disruption"] == "restart"
    assert (found["cluster"]["node"], found["cluster"]["needed"]) == ("node-1", False)


def test_without_a_kubeconfig_no_drain_is_planned(tmp_path: Path) -> None:
    assert plan(tmp_path, {"drain": "always"}, registries_mirrors=MIRRORS)["disruption"] == "restart"


def test_a_node_without_a_change_is_not_needed(tmp_path: Path) -> None:
    assert not plan(tmp_path, {"kubeconfig": "k", "drain": "always"})["cluster"]["needed"]


def test_a_server_is_needed_for_the_check_after_its_change(tmp_path: Path) -> None:
    found = plan(tmp_path, {"kubeconfig": "k"}, runtime="rke2-server", registries_mirrors=MIRRORS)
    assert (found["wave"], found["cluster"]["needed"]) == ("servers", True)

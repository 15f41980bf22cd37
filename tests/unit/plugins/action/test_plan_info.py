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

MIRRORS = {"docker.io": {"endpoint": ["https://registry.example.com:5000"]}}
REGISTRIES, ENVIRONMENT = "/etc/rancher/rke2/registries.yaml", "/etc/default/rke2-agent"


def plan(tmp_path: Path, check_mode: bool = False, require: str = "changed", **variables: Any) -> dict[str, Any]:
    """The result on an RKE2 agent without an earlier change."""
    given = {"ansible_check_mode": False, "verify_images": ["docker.io/library/base:1"], **variables}
    run = ExampleRun(tmp_path, given, SimulatedLinuxNode(tmp_path, ["rke2-agent"], snapshots=[]))
    task = {"pullproof.registry.plan_info": {"require_images": require}, "check_mode": check_mode}
    return run.run(task)


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
    found = plan(tmp_path, check_mode, require, **variables)
    assert bool(found["preview"]) is is_probed

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a service on a simulated Windows node."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import (
    apply_environment,
    plan_environment,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER, RECORD

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode
from tests.unit.plugins.role_arguments import proxy_arguments

SECRET = "s3cret/In-Url"
KEY = r"hklm\system\currentcontrolset\services\rke2"
PROXY = {"http": f"http://u:{SECRET.replace('/', '%2F')}@proxy.lab:3129", "no_proxy": [".lab"]}


def _value(node: SimulatedWindowsNode) -> Any:
    return node.machine.state["registry"][KEY].get("Environment", {}).get("data")


def _set_value(node: SimulatedWindowsNode, *entries: str) -> None:
    with node.machine.state.changing() as state:
        state["registry"][KEY]["Environment"] = {"type": "multistring", "data": list(entries)}


def test_the_variables_are_written_sorted_and_unmanaged_ones_stay(node: SimulatedWindowsNode) -> None:
    _set_value(node, "ZEBRA=1", "FOREIGN=2")
    result, _findings = apply_environment(proxy_arguments(**PROXY, environment={"GODEBUG": "x=1"}), node)
    names = [entry.partition("=")[0] for entry in _value(node)]
    assert result["changed"]
    assert names == ["FOREIGN", "GODEBUG", "HTTP_PROXY", "NO_PROXY", "ZEBRA"]
    assert result["variables"] == ["GODEBUG", "HTTP_PROXY", "NO_PROXY"]
    assert result["restart_pending"] == {"pending": True, "roles": ["proxy"]}
    assert json.loads(node.path(MARKER).read_text()) == {"roles": ["proxy"]}


def test_a_second_run_is_two_remote_calls_and_changes_nothing(node: SimulatedWindowsNode) -> None:
    apply_environment(proxy_arguments(**PROXY), node)
    node.calls.clear()
    result, _findings = apply_environment(proxy_arguments(**PROXY), node)
    assert not result["changed"] and result["diff"] == [] and result["files"] == []
    assert node.calls == ["win_command", "win_reg_stat"]
    assert result["restart_pending"]["pending"]


def test_no_secret_is_shown_logged_or_remembered(node: SimulatedWindowsNode) -> None:
    result, _findings = apply_environment(proxy_arguments(**PROXY), node)
    shown = json.dumps([result, node.shown, node.path(RECORD).read_text()])
    assert "3cret" not in shown
    assert "HTTP_PROXY=http://***@proxy.lab:3129" in result["diff"][0]["after"]


def test_a_password_that_changes_in_letter_case_only_is_written(node: SimulatedWindowsNode) -> None:
    apply_environment(proxy_arguments(http="http://u:aB@proxy.lab:1"), node)
    result, _findings = apply_environment(proxy_arguments(http="http://u:Ab@proxy.lab:1"), node)
    assert result["changed"]
    assert "HTTP_PROXY=http://u:Ab@proxy.lab:1" in _value(node)
    assert "masked" in result["diff"][0]["after"]


def test_without_variables_the_managed_ones_are_removed_and_others_stay(node: SimulatedWindowsNode) -> None:
    _set_value(node, "FOREIGN=2")
    apply_environment(proxy_arguments(**PROXY), node)
    apply_environment(proxy_arguments(), node)
    assert _value(node) == ["FOREIGN=2"]
    assert json.loads(node.path(RECORD).read_text())["variables"] == {}


def test_the_value_goes_with_the_last_entry(node: SimulatedWindowsNode) -> None:
    apply_environment(proxy_arguments(**PROXY), node)
    result, _findings = apply_environment(proxy_arguments(), node)
    assert _value(node) is None
    assert [entry["change"] for entry in result["files"]] == ["removed"]


def test_check_mode_shows_and_writes_nothing(node: SimulatedWindowsNode) -> None:
    node.check_mode = True
    result, _findings = apply_environment(proxy_arguments(**PROXY), node)
    assert result["changed"] and _value(node) is None and not node.path(MARKER).exists()


def test_an_unmanaged_variable_is_refused_with_its_name_only(node: SimulatedWindowsNode) -> None:
    _set_value(node, f"http_proxy=http://x:{SECRET}@other")
    with pytest.raises(PullproofError, match="http_proxy with another value") as refused:
        apply_environment(proxy_arguments(**PROXY), node)
    assert SECRET not in str(refused.value) and SECRET not in json.dumps(refused.value.details)
    apply_environment(proxy_arguments(**PROXY, overwrite_unmanaged=True), node)
    assert [entry.partition("=")[0] for entry in _value(node)] == ["HTTP_PROXY", "NO_PROXY"]


def test_a_node_that_rancher_manages_is_refused_with_where_to_set_it(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        rke2 = state["services"]["rke2"]
        state["services"]["rancher-wins"] = {**rke2, "path": r"C:\Windows\wins.exe"}
    with pytest.raises(PullproofError, match="Agent Environment Vars"):
        apply_environment(proxy_arguments(**PROXY), node)
    assert not apply_environment(proxy_arguments(), node)[0]["changed"]


def test_without_the_service_nothing_is_written_and_the_result_is_blocked(
    node: SimulatedWindowsNode,
) -> None:
    with node.machine.state.changing() as state:
        state["services"].clear()
        state["registry"].clear()
    result, _findings = apply_environment(proxy_arguments(**PROXY, runtime="rke2-agent"), node)
    assert "blocked" in result["msg"] and not result.get("changed")
    with pytest.raises(PullproofError, match="neither a service of RKE2"):
        apply_environment(proxy_arguments(**PROXY), node)


def test_docker_engine_gets_no_variables_of_containerd(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"]["docker"] = {**state["services"].pop("rke2"), "path": "dockerd.exe"}
        state["registry"][KEY.replace("rke2", "docker")] = state["registry"].pop(KEY)
    result, _findings = apply_environment(proxy_arguments(**PROXY, containerd_http="http://other:1"), node)
    assert result["variables"] == ["HTTP_PROXY", "NO_PROXY"]


def test_the_order_of_the_service_manager_is_by_name_without_letter_case() -> None:
    plan = plan_environment(["b=1", "A=2"], {"aa": "3"}, (), overwrite_unmanaged=False)
    assert plan.after == ("A=2", "aa=3", "b=1")


def test_a_value_without_managed_variables_keeps_its_order() -> None:
    assert not plan_environment(["b=1", "A=2"], {}, (), overwrite_unmanaged=False).changed


def test_the_firewall_rule_for_the_proxy_is_optional(node: SimulatedWindowsNode) -> None:
    result, _findings = apply_environment(proxy_arguments(**PROXY, firewall_rule=True), node)
    assert [file["change"] for file in result["files"]] == ["created", "created"]
    assert node.machine.state["firewall"]["pullproof proxy"]["remoteport"] == "3129"
    assert not apply_environment(proxy_arguments(**PROXY, firewall_rule=True), node)[0]["changed"]
    apply_environment(proxy_arguments(), node)
    assert node.machine.state["firewall"] == {}

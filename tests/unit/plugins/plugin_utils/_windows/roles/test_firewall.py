# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the firewall on a simulated Windows node."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import Applied
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.firewall import (
    apply_rule,
    proxy_ports,
    registry_ports,
    rule_name,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    RECORD,
    STATE,
    WindowsState,
)

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

RULE = rule_name("registries")


def recorded_state(node: SimulatedWindowsNode) -> WindowsState:
    return run_query(node, STATE)


def rules(node: SimulatedWindowsNode) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = node.machine.state["firewall"]
    return found


def test_ports_are_those_of_endpoints_and_hosts_and_of_https() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://m.example:5000", "http://n.example"]}, "*": {"endpoint": []}}
    assert registry_ports(parse_registries(mirrors, {"h.example:8443": {}})) == (80, 443, 5000, 8443)


def test_a_registry_without_a_port_uses_the_port_of_https() -> None:
    assert registry_ports(parse_registries({}, {"h.example": {}})) == (443,)


def test_proxies_have_the_ports_of_their_urls() -> None:
    entries = {
        "HTTP_PROXY": "http://u:p%40@proxy.lab:3129",
        "CONTAINERD_HTTPS_PROXY": "http://proxy.lab",
        "NO_PROXY": "h.example:9000",
    }
    assert proxy_ports(entries) == (80, 3129)


def test_the_rule_allows_these_ports_and_a_second_run_changes_nothing(node: SimulatedWindowsNode) -> None:
    change = apply_rule("registries", (443, 5000), WindowsState(), node)
    assert change.files == [
        {"path": f"firewall rule {RULE!r}", "change": "created", "takes_effect": "none", "disruption": "none"}
    ]
    rule = rules(node)[RULE]
    assert (rule["direction"], rule["action"], rule["protocol"], rule["remoteport"]) == (
        "out",
        "allow",
        "tcp",
        "443,5000",
    )
    assert not apply_rule("registries", (443, 5000), recorded_state(node), node).files


def test_other_ports_change_the_rule(node: SimulatedWindowsNode) -> None:
    apply_rule("registries", (443,), WindowsState(), node)
    (change,) = apply_rule("registries", (443, 5000), recorded_state(node), node).diff
    assert (change["before"], change["after"]) == ("allow out tcp 443\n", "allow out tcp 443,5000\n")
    assert rules(node)[RULE]["remoteport"] == "443,5000"


def test_without_the_option_the_managed_rule_is_removed_and_others_stay(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["firewall"]["theirs"] = {"remoteport": "443"}
    apply_rule("registries", (443,), WindowsState(), node)
    (change,) = apply_rule("registries", (), recorded_state(node), node).files
    assert change["change"] == "removed" and set(rules(node)) == {"theirs"}
    assert json.loads(node.path(RECORD).read_text())["firewall"] == {}


def test_without_a_recorded_rule_there_is_no_call(node: SimulatedWindowsNode) -> None:
    assert apply_rule("registries", (), WindowsState(), node) == Applied(WindowsState())
    assert node.calls == []


@pytest.mark.parametrize("ports", [(443,), ()])
def test_check_mode_shows_the_change_and_makes_none(node: SimulatedWindowsNode, ports: tuple[int, ...]) -> None:
    if not ports:
        apply_rule("registries", (443,), WindowsState(), node)
    before, state = dict(rules(node)), recorded_state(node)
    node.check_mode = True
    assert apply_rule("registries", ports, state, node).files
    node.check_mode = False
    assert dict(rules(node)) == before and recorded_state(node) == state

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The RKE2 agent of a simulated Windows node, read in one remote call."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    DATA,
    query_agent,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER

from tests.lab.windows.simulator.control import control
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_an_agent_is_read_in_one_call(node: SimulatedWindowsNode) -> None:
    agent = query_agent(node)

    assert (agent.build, agent.elevated, agent.service, agent.state) == (17763, True, "rke2", "STOPPED")
    assert agent.version == "v1.36.2+rke2r1"
    assert len(node.calls) == 1
    assert node.shown == []


def test_an_agent_is_read_in_check_mode_as_well(node: SimulatedWindowsNode) -> None:
    node.check_mode = True

    assert query_agent(node).service == "rke2"


def test_a_service_of_another_name_is_found(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"]["rke2-two"] = state["services"].pop("rke2")

    agent = query_agent(node)

    assert (agent.service, len(node.calls)) == ("rke2-two", 2)


def test_a_node_without_rke2_has_no_service(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        del state["services"]["rke2"]

    assert query_agent(node).service == ""


def test_a_user_without_rights_is_detected(node: SimulatedWindowsNode) -> None:
    control(node.machine, "administrator", ["off"])

    assert query_agent(node).elevated is False


def test_a_runtime_that_does_not_run_on_windows_is_refused(node: SimulatedWindowsNode) -> None:
    with pytest.raises(PullproofError, match="'k3s-agent'"):
        query_agent(node, "k3s-agent")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_free_space_is_read_in_the_same_call(node: SimulatedWindowsNode, language: str) -> None:
    node.path(DATA).mkdir(parents=True)
    control(node.machine, "language", [language])
    control(node.machine, "free", ["123456"])

    assert (query_agent(node).free_mb, len(node.calls)) == (123456, 1)


def test_without_a_folder_of_rke2_the_free_space_is_unknown(node: SimulatedWindowsNode) -> None:
    assert query_agent(node).free_mb is None


@pytest.mark.parametrize(
    ("text", "pending"),
    [(json.dumps({"roles": ["registries", "proxy"]}), ("proxy", "registries")), ("?", ("unknown",))],
)
def test_the_marker_has_the_pending_roles(node: SimulatedWindowsNode, text: str, pending: tuple[str, ...]) -> None:
    node.put(MARKER, text)

    assert query_agent(node).pending == pending

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action runtime, with a node that is a fake: what it orders, and that it makes no remote call without need."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

ARGUMENTS = {"runtime": "auto", "timeout": 60, "restart": True, "required": False}
LOADED: dict[str, Any] = {"pending": False, "roles": [], "basis": "record"}


def seen(*stale: str, active: str = "active") -> dict[str, Any]:
    return {
        "unit": {"active": active, "sub": "running", "enabled": "enabled", "environment_files": []},
        "restart": {"pending": bool(stale), "roles": list(stale), "basis": "record"},
        "reload": LOADED,
        "service": {"answer": {"state": "ready", "words": ""}, "environment_differs": [], "kept_by_reload": []},
        "crictl": "/usr/local/bin/crictl",
    }


class FakeNode:
    """A node with one runtime, or none; a restart loads everything."""

    def __init__(self, **runtimes: dict[str, Any]) -> None:
        self.runtimes = {name.replace("_", "-"): found for name, found in runtimes.items()}
        self.orders: list[dict[str, Any]] = []

    def observation(self) -> dict[str, Any]:
        return {"runtimes": self.runtimes, "managed": {}, "planned": [], "planned_reload": []}

    def run_change(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        assert module == "internal.restart"
        self.orders.append(arguments)
        self.runtimes = {name: seen() for name in self.runtimes}
        return {"changed": True, "done": arguments["do"], "seconds": 2.5, "conditions": [], "fault": "", "log": []}


def decide(node: FakeNode, check_mode: bool = False, is_rehearsal: bool = False, **changes: Any) -> dict[str, Any]:
    action = runtime.ActionModule.__new__(runtime.ActionModule)
    vars(action)["_task"] = SimpleNamespace(check_mode=check_mode)
    action._is_rehearsal = is_rehearsal
    return action.decide_on_linux({**ARGUMENTS, **changes}, node)  # type: ignore[arg-type]


def test_a_service_that_has_loaded_everything_costs_no_remote_call() -> None:
    node = FakeNode(rke2_agent=seen())
    result = decide(node)
    assert (result["state"], result["msg"], node.orders) == ("passed", "rke2-agent uses what is on disk", [])


def test_a_service_that_has_not_is_restarted_once_and_says_why() -> None:
    node = FakeNode(rke2_agent=seen("proxy", "registries"))
    result = decide(node)
    assert [(order["do"], order["runtime"], order["timeout"]) for order in node.orders] == [
        ("restart", "rke2-agent", 60)
    ]
    assert result["msg"] == "restarted rke2-agent in 2.5 s: proxy, registries not loaded"
    assert (result["state"], result["restart_pending"]["pending"]) == ("passed", False)


def test_check_mode_says_what_would_be_done_and_does_nothing() -> None:
    node = FakeNode(rke2_agent=seen("proxy", "registries"))
    result = decide(node, check_mode=True)
    assert (result["changed"], result["msg"]) == (True, "would restart rke2-agent: proxy, registries not loaded")
    assert result["diff"] == [{"prepared": f"{result['msg']}\n"}] and node.orders == []


def test_a_forbidden_restart_stays_pending_and_is_no_change() -> None:
    node = FakeNode(rke2_agent=seen("proxy"))
    result = decide(node, restart=False)
    assert (result["state"], result["restart_pending"]) == ("skipped", {"pending": True, "roles": ["proxy"]})
    assert not result.get("changed") and node.orders == []


def test_a_runtime_that_is_not_ready_may_be_waited_for_though_restarts_are_forbidden() -> None:
    node = FakeNode(rke2_agent=seen(active="activating"))
    decide(node, restart=False)
    assert [order["do"] for order in node.orders] == ["wait"]


@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_a_runtime_that_is_not_ready_counts_as_a_change_in_a_rehearsal_only(is_rehearsal: bool) -> None:
    node = FakeNode(rke2_agent=seen(active="activating"))
    found = decide(node, check_mode=True, is_rehearsal=is_rehearsal)
    assert (found["changed"], node.orders) == (is_rehearsal, [])


@pytest.mark.parametrize("requested", ["auto", "k3s-agent"])
def test_a_runtime_that_is_not_installed_blocks_and_fails_only_if_required(requested: str) -> None:
    result = decide(FakeNode(), runtime=requested)
    assert (result["state"], result["reason"]) == ("blocked", "not installed")
    with pytest.raises(PullproofError, match="runtime_required"):
        decide(FakeNode(), runtime=requested, required=True)

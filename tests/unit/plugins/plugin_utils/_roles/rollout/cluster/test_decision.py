# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a change restarts the runtime, and whether the node is drained before it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.decision import (
    ServicePlan,
    cluster_of,
)

RESTART = [{"change": "updated", "disruption": "restart"}]
LIVE = [{"change": "updated", "disruption": "live"}]
ENDS = {"ends_containers": True}


@pytest.mark.parametrize(
    ("drain", "result", "disruption"),
    [
        ("auto", {"planned": "restart"}, "restart"),
        ("auto", {"planned": "restart", **ENDS}, "drain"),
        ("always", {"planned": "restart"}, "drain"),
        ("never", {"planned": "restart", **ENDS}, "restart"),
        ("auto", {"planned": "nothing", **ENDS}, "drain"),
        ("always", {"planned": "start", **ENDS}, "restart"),
        ("always", {"planned": "reload", **ENDS}, "restart"),
        ("always", {"state": "blocked"}, "restart"),
    ],
)
def test_a_drain_comes_before_a_restart_of_a_service_that_runs(
    drain: str, result: dict[str, Any], disruption: str
) -> None:
    assert ServicePlan(RESTART, result).disruption(drain) == disruption


def test_a_change_without_a_restart_needs_no_drain() -> None:
    assert ServicePlan(LIVE, {"planned": "nothing", **ENDS}).disruption("always") == "live"


def test_a_restart_that_is_pending_counts_although_no_file_changes() -> None:
    assert ServicePlan([], {"planned": "restart", **ENDS}).disruption("auto") == "drain"


@pytest.mark.parametrize("allowed", [False, "no"])
def test_a_restart_that_is_forbidden_needs_no_drain(allowed: object) -> None:
    assert ServicePlan(RESTART, {"planned": "nothing", **ENDS}, allowed).disruption("always") == "restart"


def test_a_service_that_is_not_installed_or_stopped_does_not_run() -> None:
    assert not ServicePlan([], {"state": "blocked"}).runs
    assert not ServicePlan([], {"planned": "start"}).runs


def test_the_node_has_the_name_of_the_host_unless_it_is_given() -> None:
    given = {"kubeconfig": "k", "kube_context": "c", "node_name": ""}
    assert cluster_of(given, "h1", True) == {"kubeconfig": "k", "context": "c", "node": "h1", "needed": True}
    assert cluster_of({**given, "node_name": "n1"}, "h1", True)["node"] == "n1"
    assert not cluster_of({**given, "kubeconfig": ""}, "h1", True)["needed"]

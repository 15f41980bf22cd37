# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action drill, with a node that is a fake: what it orders, and what it makes of the outcomes."""

from __future__ import annotations

from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import drill
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import (
    DrillOutcome,
    DrillPlan,
    decode_drill_plan,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

CERTS_D = "/var/lib/rancher/rke2/agent/etc/containerd/certs.d"
TWO = 'server = "https://m2.lab"\n[host."https://m1.lab"]\n'
ARGUMENTS: dict[str, Any] = {
    "runtime": "auto",
    "images": ["base:1", "quay.io/a/b:1", {"image": "base:2", "os": "windows"}],
    "never_contact": [],
    "unreachable": "refused",
    "timeout": 120,
}


class FakeNode:
    """An RKE2 agent with one mirror before another for docker.io."""

    def __init__(self, runtime: str = "rke2-agent") -> None:
        directory = {"text": TWO, "withheld": False, "certificates": [], "unusable": {}}
        hosts = {"folder": True, "directories": {"docker.io": directory}, "credentials": [], "error": ""}
        unit = {"active": "active", "enabled": "enabled"}
        facts = {"unit": unit, "version": "v1.34.2+rke2r1", "crictl": "/opt/crictl", "hosts": {CERTS_D: hosts}}
        self.facts = {runtime: facts}
        self.plans: list[DrillPlan] = []

    def observation(self) -> dict[str, Any]:
        return {"runtimes": self.facts}

    def run(self, module: str, arguments: dict[str, str]) -> dict[str, Any]:
        assert module == "internal.drill"
        self.plans.append(decode_drill_plan(arguments["plan"]))
        refused = LogLine("127.0.0.1:4000", "", "info", "connection refused")
        return {"outcomes": [asdict(DrillOutcome(0.4, address="127.0.0.1:4000", log=[refused]))]}


def decided(node: FakeNode, check_mode: bool = False, **changes: Any) -> dict[str, Any]:
    action: Any = object.__new__(drill.ActionModule)
    action._task = SimpleNamespace(check_mode=check_mode)
    result: dict[str, Any] = action.decide_on_linux({**ARGUMENTS, **changes}, node)
    return result


def test_the_registries_of_the_images_are_drilled() -> None:
    node = FakeNode()
    found = [(one["registry"], one["state"], one["served_by"]) for one in decided(node)["drills"]]
    assert found == [("docker.io", "passed", "https://m2.lab/v2"), ("quay.io", "skipped", "")]
    (plan,) = node.plans
    assert (plan.runtime.crictl, plan.seconds, plan.is_silent) == ("/opt/crictl", 120, False)
    assert [one.image for one in plan.drills] == ["docker.io/library/base:1"]


def test_the_first_endpoint_can_be_silent() -> None:
    node = FakeNode()
    decided(node, unreachable="silent")
    assert node.plans[0].is_silent


def test_without_a_fallback_the_node_is_not_called() -> None:
    node = FakeNode()
    assert [one["state"] for one in decided(node, images=["quay.io/a/b:1"])["drills"]] == ["skipped"]
    assert node.plans == []


def test_in_check_mode_the_drills_are_listed_and_not_run() -> None:
    node = FakeNode()
    (hub, _quay) = decided(node, check_mode=True)["drills"]
    assert hub["sentence"] == "docker.io: nothing is pulled in check mode" and node.plans == []


def test_docker_engine_is_not_drilled() -> None:
    result = decided(FakeNode("docker"))
    assert (result["drills"], result["msg"]) == ([], "Drills need containerd, and the runtime is docker")


@pytest.mark.parametrize("changes", [{"images": ["Not A Reference"]}, {"timeout": 0}])
def test_wrong_arguments_are_errors(changes: dict[str, Any]) -> None:
    with pytest.raises(PullproofError):
        decided(FakeNode(), **changes)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action proxy, with a node that is a fake."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import proxy
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

ARGUMENTS: dict[str, Any] = {
    "http": "",
    "https": "http://user:s3cret@proxy.lab:3129",
    "no_proxy": [],
    "containerd_http": "",
    "containerd_https": "",
    "containerd_no_proxy": [],
    "no_proxy_defaults": [".svc"],
    "environment": {},
    "environment_file": "",
    "overwrite_unmanaged": False,
    "runtime": "auto",
}


class FakeNode:
    """A node that keeps the plans it is given."""

    def __init__(self, *later_names: str, installed: bool = True) -> None:
        self.plans: list[Plan] = []
        self.looks = 0
        files = [
            {"path": "/etc/default/rke2-agent", "drop_in": "", "names": []},
            {"path": "/etc/sysconfig/rke2-agent", "drop_in": "", "names": list(later_names)},
        ]
        unit: dict[str, Any] = {"active": "active", "enabled": "enabled", "environment_files": files}
        unit["environment_lines"] = {}
        found = {"unit": unit, "restart": {"pending": False, "roles": []}, "daemon_proxies": []}
        self.runtimes = {"rke2-agent": found} if installed else {}

    def observation(self) -> dict[str, Any]:
        self.looks += 1
        return {"runtimes": self.runtimes, "managed": {}, "planned": []}

    def apply(self, plan: Plan) -> dict[str, Any]:
        """Writing makes a restart pending, which shows when the node is looked at again only."""
        self.plans.append(plan)
        stale = {"pending": True, "roles": ["proxy"]}
        self.runtimes = {name: {**found, "restart": stale} for name, found in self.runtimes.items()}
        return {"changed": True, "diff": [], "files": [], "trust_refreshed": False}


def decide(node: FakeNode, **changes: Any) -> dict[str, Any]:
    action = proxy.ActionModule.__new__(proxy.ActionModule)
    action._task_vars = {}
    return action.decide_on_linux({**ARGUMENTS, **changes}, node)  # type: ignore[arg-type]


def test_the_result_names_variables_and_the_pending_restart_and_shows_no_value() -> None:
    node = FakeNode()
    result = decide(node)
    assert result["variables"] == ["HTTPS_PROXY", "NO_PROXY"]
    assert result["msg"] == "2 managed variable(s) in /etc/default/rke2-agent"
    assert result["restart_pending"] == {"pending": True, "roles": ["proxy"]}
    assert "s3cret" not in str(result) and len(node.plans) == 1


def test_wrong_variables_are_refused_before_the_node_is_looked_at() -> None:
    node = FakeNode()
    with pytest.raises(PullproofError, match="proxy_https"):
        decide(node, https="proxy.lab:3129")
    assert (node.looks, node.plans) == (0, [])


def test_a_later_file_is_refused_before_anything_is_written() -> None:
    node = FakeNode("HTTPS_PROXY")
    with pytest.raises(PullproofError, match="/etc/sysconfig/rke2-agent: It sets HTTPS_PROXY"):
        decide(node)
    assert node.plans == []


def test_a_warning_of_what_has_no_effect_is_shown() -> None:
    result = decide(FakeNode(), https="", containerd_https="http://proxy.lab:3128")
    assert len(result["warnings"]) == 1 and "rke2-runtime" in result["warnings"][0]


def test_before_the_product_is_installed_the_runtime_has_to_be_named() -> None:
    with pytest.raises(PullproofError, match="pullproof_runtime"):
        decide(FakeNode(installed=False))
    node = FakeNode(installed=False)
    decide(node, runtime="k3s-agent")
    assert [planned.path for planned in node.plans[0].files] == ["/etc/default/k3s-agent"]


def test_emptied_variables_remove_ours_even_where_no_runtime_is_left() -> None:
    node = FakeNode(installed=False)
    result = decide(node, https="")
    assert node.plans[0].files == () and result["variables"] == []

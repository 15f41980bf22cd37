# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action audit_info, with a node that is a fake, and the report about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.action import audit_info
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

NO_NODE = cast("LinuxNode", None)
ITEM = {"place": "/f", "key": "k", "shown": "v", "digest": ""}


class LookedNode:
    """A node with these runtimes."""

    def __init__(self, **runtimes: Any) -> None:
        self.runtimes = {name.replace("_", "-"): found for name, found in runtimes.items()}
        self.asked: list[tuple[str, str]] = []

    def run_and_observe(self, module: str, arguments: dict[str, str]) -> dict[str, Any]:
        self.asked.append((module, arguments["runtime"]))
        of_runtime = {"registries": [ITEM], "certs": [], "environment": [], "cluster": "c1", "unmanaged": []}
        named = dict.fromkeys([*self.runtimes, "rke2-agent"], of_runtime)
        return {"audit": {"runtimes": named, "ca": [ITEM], "bundle": [], "time": []}}

    def observation(self) -> dict[str, Any]:
        return {"os": {"id": "debian", "version": "12", "family": "debian"}, "runtimes": self.runtimes}


def look(node: LookedNode, runtime: str = "auto", wanted: Any = None) -> dict[str, Any]:
    action = audit_info.ActionModule.__new__(audit_info.ActionModule)
    return action.decide_on_linux({"runtime": runtime, "wanted": wanted or {}}, cast("LinuxNode", node))


def test_the_runtime_that_is_found_is_looked_at_in_one_call() -> None:
    node = LookedNode(k3s_agent={"unit": {"enabled": "enabled", "active": "active"}})
    result = look(node)
    assert (result["runtime_name"], result["product"], result["system"]) == ("k3s-agent", "k3s", "debian 12")
    assert list(result["items"]) == ["registries", "certs", "environment", "ca", "bundle", "time"]
    assert (result["cluster"], node.asked) == ("c1", [("internal.audit", "auto")])


def test_a_runtime_that_is_named_need_not_be_there() -> None:
    assert look(LookedNode(), "rke2-agent")["items"]["registries"] == [ITEM]


def test_a_node_without_a_runtime_is_compared_by_what_is_left() -> None:
    result = look(LookedNode())
    assert (result["runtime_name"], list(result["items"])) == ("", ["ca", "bundle", "time"])
    with pytest.raises(PullproofError, match="is not the name of a runtime"):
        look(LookedNode(), "podman")


def test_the_result_of_a_windows_node_has_the_same_form(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"runtime_name": "rke2-agent", "product": "rke2", "family": "windows", "items": {"ca": [ITEM, ITEM]}}
    monkeypatch.setattr(audit_info, "audit_on_windows", lambda requested, _node, _key: {**found, "system": requested})
    action = audit_info.ActionModule.__new__(audit_info.ActionModule)
    arguments = {"runtime": "auto", "wanted": {"ca": "hunter2"}}
    result = {**audit_info.ActionModule.SHAPE, **action.decide_on_windows(arguments, cast("WindowsNode", None))}
    assert (result["system"], result["items"], result["msg"]) == ("auto", found["items"], "2 settings seen")
    assert result["run"] == RUN_ID
    assert result["wanted"] == look(LookedNode(), wanted={"ca": "hunter2"})["wanted"]
    assert set(result) == {*audit_info.ActionModule.SHAPE, "msg"}


def test_wanted_variables_are_compared_by_digests() -> None:
    def digests(value: Any) -> dict[str, str]:
        wanted: dict[str, str] = look(LookedNode(), wanted={"registries": value})["wanted"]
        return wanted

    assert digests({"a": 1, "password": "hunter2"}) == digests({"password": "hunter2", "a": 1})
    assert digests({"password": "hunter2"}) != digests({"password": "hunter3"})
    assert "hunter2" not in str(digests({"password": "hunter2"}))


def result_of(**changes: Any) -> dict[str, Any]:
    return {**look(LookedNode(), "rke2-agent"), **changes}


def report(results: dict[str, Any], **changes: Any) -> tuple[dict[str, Any], list[str]]:
    hostvars = {name: {"audit_result": result, "group_names": ["all"]} for name, result in results.items()}
    return report_on(hostvars, of="audit", **changes)


OTHER = {"registries": [{**ITEM, "shown": "other"}], "ca": [ITEM]}


def test_an_outlier_is_not_acceptable_and_all_is_shown_and_written(tmp_path: Path) -> None:
    hosts = {"n1": result_of(), "n2": result_of(), "n3": result_of(items=OTHER)}
    result, shown = report(hosts, json=str(tmp_path / "audit.json"))
    assert (result["acceptable"], result["outliers"]) == (False, {"n3": ["registries"]})
    assert "OUTLIER" in shown[0]
    assert json.loads((tmp_path / "audit.json").read_text())["outliers"] == {"n3": ["registries"]}


def test_every_outlier_is_acceptable_with_never() -> None:
    result, shown = report({"n1": result_of(), "n2": result_of(items=OTHER)}, fail_on="never")
    assert (result["acceptable"], len(result["outliers"])) == (True, 2)
    assert shown == ["\n".join(result["lines"])]


def test_digests_of_another_run_are_not_compared() -> None:
    assert result_of()["run"] == RUN_ID
    result, _shown = report({"n1": result_of(), "n2": result_of(run="another"), "n3": None})
    assert (result["acceptable"], result["without_result"]) == (True, ["n2", "n3"])


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match="cannot be written"):
        report({"n1": result_of()}, json=str(tmp_path / "absent" / "audit.json"))

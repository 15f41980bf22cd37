# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions see a node through what was observed once; a remote call is made only where it can matter."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import entries_text, keyed_digest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    PlannedTrust,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action import linux_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, LinuxNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

FILE = PlannedFile("/f", "whole", "0600", "restart", "text", "text")
SHARED = PlannedFile("/e", "env", None, "restart", entries={"A": "1"})
PLAN = Plan("registries", RUN_KEY, (FILE, SHARED))


def managed(**changes: Any) -> dict[str, Any]:
    whole = {
        "role": "registries",
        "kind": "whole",
        "mode": "0600",
        "digest": keyed_digest(RUN_KEY, "text"),
        **changes,
    }
    shared = {
        "role": "registries",
        "kind": "env",
        "mode": "0644",
        "digest": keyed_digest(RUN_KEY, entries_text({"A": "1"})),
    }
    return {"/f": whole, "/e": shared}


class AskedNode:
    """Stands for the node; remembers which modules were run."""

    def __init__(self, **observation: Any) -> None:
        self.observation = {"managed": {}, "trust": {"missing": []}, **observation}
        self.asked: list[str] = []
        self.answer: dict[str, Any] = {"changed": True, "diff": [], "files": [], "trust_refreshed": False}

    def __call__(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(module.removeprefix("pullproof.registry."))
        return {**self.answer, "observation": self.observation, "invocation": {"module_args": {}}}


def test_a_plan_that_is_true_already_costs_one_look() -> None:
    node = AskedNode(managed=managed())
    assert LinuxNode(node, {}, False).apply(PLAN)["changed"] is False
    assert node.asked == ["internal.observe"]


@pytest.mark.parametrize("change", [{"digest": None}, {"digest": "other"}, {"mode": "0644"}, {"kind": "env"}])
def test_any_difference_is_applied(change: dict[str, Any]) -> None:
    node = AskedNode(managed=managed(**change))
    assert LinuxNode(node, {}, False).apply(PLAN)["changed"] is True
    assert node.asked == ["internal.observe", "internal.apply"]


def test_a_file_of_ours_that_is_no_longer_wanted_is_applied() -> None:
    extra = {"/old": {"role": "registries", "kind": "whole", "mode": "0600", "digest": "d"}}
    node = AskedNode(managed={**managed(), **extra})
    LinuxNode(node, {}, False).apply(PLAN)
    assert node.asked[-1] == "internal.apply"


def test_a_file_of_another_role_does_not_matter() -> None:
    extra = {"/ca": {"role": "ca_trust", "kind": "whole", "mode": "0600", "digest": "d"}}
    node = AskedNode(managed={**managed(), **extra})
    LinuxNode(node, {}, False).apply(PLAN)
    assert node.asked == ["internal.observe"]


def test_what_was_observed_serves_the_next_action_of_the_run() -> None:
    node = AskedNode(managed=managed())
    first = LinuxNode(node, {}, False)
    first.observation()
    LinuxNode(node, first.facts(), False).apply(PLAN)
    assert node.asked == ["internal.observe"]


def test_an_observation_of_another_run_or_of_long_ago_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    node = AskedNode(managed=managed())
    first = LinuxNode(node, {}, False)
    first.observation()
    LinuxNode(node, {FACT: {**first.facts()[FACT], "run": "another"}}, False).observation()
    monkeypatch.setattr(linux_node, "MAX_AGE_SECONDS", -1)
    LinuxNode(node, first.facts(), False).observation()
    assert node.asked == ["internal.observe"] * 3


@pytest.mark.parametrize(("takes_effect", "planned"), [("restart", ["registries"]), ("live", [])])
def test_check_mode_hands_on_what_would_need_a_restart(takes_effect: str, planned: list[str]) -> None:
    asked = AskedNode()
    asked.answer["files"] = [{"path": "/f", "change": "created", "takes_effect": "restart", "disruption": takes_effect}]
    node = LinuxNode(asked, {}, True)
    node.apply(PLAN)
    assert node.facts()[FACT]["planned"] == planned


def test_a_failure_on_the_node_keeps_its_words() -> None:
    node = AskedNode()
    node.answer = {"failed": True, "msg": "Checked: x.", "files": ["kept"]}
    with pytest.raises(PullproofError, match=r"Checked: x\.") as raised:
        LinuxNode(node, {}, False).observation()
    assert raised.value.details == {"files": ["kept"]}


def test_a_module_that_says_it_did_not_fail_does_not_say_so_for_those_that_use_its_result() -> None:
    node = AskedNode()
    node.answer["failed"] = False
    assert "failed" not in LinuxNode(node, {}, False).apply(PLAN)


def test_planned_changes_outlive_the_observation(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = AskedNode()
    asked.answer["files"] = [{"path": "/f", "change": "created", "takes_effect": "restart", "disruption": "restart"}]
    first = LinuxNode(asked, {}, True)
    first.apply(PLAN)
    monkeypatch.setattr(linux_node, "MAX_AGE_SECONDS", -1)
    assert LinuxNode(asked, first.facts(), True).observation()["planned"] == ["registries"]


def test_what_was_changed_in_earnest_is_handed_on_by_when_it_takes_effect_also_past_a_restart() -> None:
    asked = AskedNode()
    asked.answer["files"] = [{"path": "/f", "change": "created", "takes_effect": "restart", "disruption": "restart"}]
    first = LinuxNode(asked, {}, False)
    first.apply(PLAN)
    first.run_change("internal.restart", {})
    later = LinuxNode(asked, first.facts(), False)
    assert later.observation()["effects"] == {"restart": ["registries"]}
    planned = LinuxNode(asked, {}, True)
    planned.apply(PLAN)
    assert planned.observation()["effects"] == {}


def test_files_of_certificates_are_looked_at_once_until_the_node_changes() -> None:
    node = AskedNode()
    files: dict[str, Any] = {"/ca": {"present": True}}
    node.answer["files"] = files
    seen = LinuxNode(node, {}, False)
    assert seen.tls_files(["/ca"], []) == files
    later = LinuxNode(node, seen.facts(), False)
    assert later.tls_files(["/ca"], []) == files
    assert node.asked == ["internal.observe", "internal.tls"]
    later.tls_files(["/ca", "/other"], [])
    assert node.asked[2:] == ["internal.tls"]


def test_without_files_of_certificates_nothing_is_asked() -> None:
    node = AskedNode()
    assert LinuxNode(node, {}, False).tls_files([], []) == {}
    assert node.asked == []


def test_what_this_run_writes_is_not_looked_for() -> None:
    node = AskedNode()
    written = {"change": "created", "takes_effect": "restart", "disruption": "restart"}
    node.answer["files"] = [{"path": "/usr/local/ca.crt", **written}]
    first = LinuxNode(node, {}, True)
    first.apply(
        Plan("ca_trust", RUN_KEY, (FILE,), trust=PlannedTrust("/etc/ssl/certs/ca-certificates.crt", ("true",), ()))
    )
    later = LinuxNode(node, first.facts(), True)
    assert later.tls_files(["/usr/local/ca.crt", "/etc/ssl/certs/ca.pem"], []) == {}
    assert "internal.tls" not in node.asked


def test_a_managed_file_that_another_program_changed_is_written_with_a_warning() -> None:
    asked = AskedNode(managed=managed(digest="other", changed_by="Dragonfly (dfinit)"))
    asked.answer["files"] = [
        {"path": "/f", "change": "updated", "takes_effect": "live", "disruption": "live"},
        {"path": "/e", "change": "unchanged", "takes_effect": "live", "disruption": "live"},
    ]
    node = LinuxNode(asked, {}, check_mode=True)
    node.apply(PLAN)
    (warning,) = node.warnings
    assert warning.startswith("/f was changed by Dragonfly (dfinit) after this collection wrote it.")
    assert "switch dfinit off" in warning


def test_a_change_by_the_variables_is_written_without_a_warning() -> None:
    asked = AskedNode(managed=managed(digest="other", changed_by=""))
    asked.answer["files"] = [{"path": "/f", "change": "updated", "takes_effect": "live", "disruption": "live"}]
    node = LinuxNode(asked, {}, check_mode=False)
    node.apply(PLAN)
    assert node.warnings == []

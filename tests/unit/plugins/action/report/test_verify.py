# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the pulls of all hosts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on

PROVEN = {"proof": {"images": [asdict(PullOutcome("a", "passed", proof="fresh"))]}}


def report(of: dict[str, Any], check_mode: bool = False, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    return report_on(of, check_mode, of="verify", register="proof", **changes)


def test_the_report_reads_what_every_host_of_the_play_registered_and_asks_no_node() -> None:
    result, shown = report({"n1": PROVEN, "n2": {}})
    assert (result["counts"], result["without_result"]) == ({"proven": 1, "total": 1}, ["n2"])
    assert shown == ["\n".join(result["lines"])]
    assert result["msg"] == "1 of 1 pulls proven on 1 node"
    assert result["files"] == {}


def test_a_host_that_was_refused_before_its_first_pull_is_without_a_result() -> None:
    assert report({"n1": {"proof": {"images": [], "failed": True}}})[0]["without_result"] == ["n1"]


@pytest.mark.parametrize("loss", ["failed", "unreachable"])
def test_a_host_that_was_lost_is_named_though_it_is_in_no_batch_any_more(loss: str) -> None:
    result, _ = report({"n1": PROVEN, "n2": {"proof": {loss: True, "msg": "gone"}}, "n3": {}}, hosts=["n1"])
    assert result["without_result"] == ["n2"]
    assert result["msg"] == "1 of 1 pulls proven on 1 node"


def test_the_files_are_written_for_all_hosts_with_a_result_and_named_before_the_table(tmp_path: Path) -> None:
    result, shown = report({"n1": PROVEN, "n2": PROVEN, "n3": {}}, hosts=["n2", "n3"], dir=str(tmp_path / "new"))
    assert set(result["files"]) == {"verify.html", "verify.json", "verify.md", "verify.prom", "verify.xml"}
    assert shown[0].startswith(f"Report: {tmp_path}/new/verify.html\n")
    found = json.loads(Path(result["files"]["verify.json"]).read_text(encoding="utf-8"))
    assert [node["host"] for node in found["nodes"]] == ["n1", "n2"]
    assert found["without_result"] == ["n3"]
    assert found["run"]["ansible_core"] == "2.19.14"


@pytest.mark.parametrize(
    ("acceptable", "batch", "is_written"), [(True, "n1", False), (False, "n1", True), (True, "n2", True)]
)
def test_of_a_play_s_batches_the_last_one_writes_and_one_that_failed(
    tmp_path: Path, acceptable: bool, batch: str, is_written: bool
) -> None:
    hosts = {name: {"proof": {**PROVEN["proof"], "acceptable": acceptable}} for name in ("n1", "n2")}
    result, shown = report(hosts, hosts=[batch], dir=str(tmp_path))
    assert bool(result["files"]) is is_written
    assert ("Report: " in shown[0]) is is_written


def test_check_mode_writes_nothing_and_says_so(tmp_path: Path) -> None:
    result, shown = report({"n1": PROVEN}, check_mode=True, dir=str(tmp_path / "new"))
    assert shown[0].startswith(f"Check mode: no report is written to {tmp_path}/new.\n")
    assert result["files"] == {}
    assert not list(tmp_path.iterdir())


def test_whether_the_folder_can_be_written_to_is_known_before_any_pull(tmp_path: Path) -> None:
    result, shown = report({"n1": {}}, dir=str(tmp_path / "new"), check_only=True)
    assert (result["msg"], shown) == (f"reports can be written to {tmp_path}/new", [])
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PullproofError, match=r"is not a folder.*Set verify_report_dir to"):
        report({"n1": {}}, dir=str(tmp_path / "file"), check_only=True)


def test_what_this_run_has_changed_on_a_host_is_told_beside_its_pulls(tmp_path: Path) -> None:
    facts = {"effects": {"restart": ["proxy", "registries"]}}
    hosts = {
        "n1": {**PROVEN, "ansible_facts": {FACT: {**facts, "run": RUN_ID}}},
        "n2": {**PROVEN, "ansible_facts": {FACT: {**facts, "run": "another"}}},
    }
    result, _shown = report(hosts, dir=str(tmp_path))
    found = json.loads(Path(result["files"]["verify.json"]).read_text(encoding="utf-8"))
    assert [node["disruption"] for node in found["nodes"]] == [
        [{"effect": "restart", "roles": ["proxy", "registries"]}],
        [],
    ]


def blocked(reason: str) -> dict[str, Any]:
    return {"proof": {"images": [asdict(PullOutcome("a", "blocked", reason))], "acceptable": True}}


def test_nodes_of_later_batches_are_listed_after_a_batch_that_failed() -> None:
    failed = {"proof": {"images": [asdict(PullOutcome("a", "failed", "pull_failed"))], "acceptable": False}}
    waves = {"groups": {"pullproof_servers": ["n1", "n2"], "pullproof_agents": ["n3"]}}
    result, shown = report({"n1": failed, "n2": {}, "n3": {}}, hosts=["n1"], variables=waves)
    assert "Not reached yet: n2, n3 (2)." in shown[0]
    assert result["without_result"] == []
    assert "Not reached" not in report({"n1": PROVEN, "n2": {}}, hosts=["n1"], variables=waves)[1][0]


@pytest.mark.parametrize(
    ("hosts", "unproven"),
    [
        ({"n1": PROVEN, "n2": blocked("runtime_down")}, False),
        ({"n1": blocked("runtime_down")}, True),
        ({"n1": blocked("not_installed"), "n2": blocked("runtime_down")}, True),
        ({"n1": blocked("not_installed"), "n2": blocked("not_installed")}, False),
        ({"n1": blocked("other_os")}, True),
        ({"n1": blocked("not_installed"), "n2": blocked("other_os")}, False),
        ({"n1": blocked("check_mode")}, False),
        ({"n1": {"proof": {"images": [asdict(PullOutcome("a", "passed", proof="manifest_only"))]}}}, False),
        ({}, False),
    ],
)
def test_a_run_in_which_no_listed_image_passed_is_unproven_but_on_day_0(hosts: dict[str, Any], unproven: bool) -> None:
    assert bool(report(hosts)[0]["unproven"]) is unproven

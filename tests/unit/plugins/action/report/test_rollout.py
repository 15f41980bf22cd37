# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports about a roll-out that stopped, and about the run to undo."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on

OLD, NEW = "20261130T120000Z-old", "20261130T130000Z-new"
PROVEN = {"pullproof_confirmed": {"changed": True}}
RESTORED = {"pullproof_restored": {"changed": True, "snapshot": NEW}}
KEPT = {"pullproof_restored": {"changed": False, "kept": True}}
STOPPED = {"pullproof_restored": {"changed": False}}
BROKEN = {"pullproof_restored": {"changed": False, "failed": True}}


def rollout(hostvars: dict[str, Any], **variables: Any) -> list[str]:
    agents = {"groups": {"pullproof_agents": list(hostvars)}}
    return list(report_on(hostvars, variables={**agents, **variables}, of="rollout")[0]["lines"])


def rollback(to: str = "last", **restorable: list[str]) -> dict[str, Any]:
    hostvars = {host: {"pullproof_snapshots": {"restorable": names}} for host, names in restorable.items()}
    return report_on(hostvars, of="rollback", to=to)[0]


def test_a_roll_out_without_a_failure_has_no_lines() -> None:
    assert rollout({"n1": PROVEN, "n2": {}}) == []


def test_the_nodes_that_could_not_be_restored_come_first() -> None:
    assert rollout({"n1": PROVEN, "n2": KEPT, "n3": RESTORED, "n4": BROKEN, "n5": {}, "n6": STOPPED}) == [
        "Failed, and could not be restored (see the error of the node): n4 (1)",
        "Failed, and has its former configuration again: n3 (1)",
        "Failed, and keeps the new configuration: n2 (1)",
        "Failed before its first change: n6 (1)",
        "Has the new configuration, proven: n1 (1)",
        "Not changed by this run: n5 (1)",
    ]


def test_a_node_that_the_second_step_of_a_transition_did_not_reach_has_both_endpoints() -> None:
    waiting = {"pullproof_confirmed": {}, "pullproof_plan": {"snapshot": f"{NEW}-2"}}
    assert rollout({"n1": RESTORED, "n2": waiting})[-1] == "Has the new and the former endpoints, proven: n2 (1)"


def test_a_node_that_was_lost_is_not_one_that_was_not_changed() -> None:
    lines = rollout({"n1": {}, "n2": PROVEN}, ansible_play_hosts=["n2"])
    assert lines[0].startswith("Unreachable since its change (a Linux node restores itself")
    assert lines[0].endswith("n1 (1)")


@pytest.mark.parametrize("name", ["pullproof_confirmed", "pullproof_restored"])
def test_a_node_that_was_lost_at_the_end_is_not_proven(name: str) -> None:
    lines = rollout({"n1": {name: {"unreachable": True}}, "n2": PROVEN})
    assert lines[0].startswith("Unreachable since its change")


def test_the_last_run_is_undone_where_it_changed_something() -> None:
    found = rollback(n1=[NEW, OLD], n2=[OLD], n3=[])
    assert (found["snapshot"], found["hosts"]) == (NEW, ["n1"])
    assert found["lines"] == [
        f"Undo the run {NEW} and all later ones: n1 (1)",
        "Not changed by this run: n2 (1)",
        "Without a snapshot: n3 (1)",
    ]


def test_a_host_that_did_not_answer_is_not_one_that_was_not_changed() -> None:
    hostvars = {"n1": {"pullproof_snapshots": {"restorable": [NEW]}}, "n2": {"pullproof_snapshots": {"failed": True}}}
    found = report_on(hostvars, of="rollback")[0]
    assert found["lines"][1:] == ["Without an answer: n2 (1)"]
    assert found["without_result"] == ["n2"]


def test_the_last_run_is_not_an_older_one_if_its_nodes_have_restored_themselves() -> None:
    hostvars = {"n1": {"pullproof_snapshots": {"restorable": [OLD], "restored": [NEW]}}}
    with pytest.raises(PullproofError, match=f"the run {NEW} changed. Observed: none of them can be restored"):
        report_on(hostvars, of="rollback")
    assert report_on(hostvars, of="rollback", to=OLD)[0]["hosts"] == ["n1"]


@pytest.mark.parametrize(("to", "observed"), [("last", "none"), ("20261130T1300", f"{NEW}, {OLD}")])
def test_a_run_that_no_host_has_is_an_error(to: str, observed: str) -> None:
    snapshots = {"n1": [NEW], "n2": [OLD]} if to != "last" else {"n1": []}
    with pytest.raises(PullproofError, match=f"Observed: the hosts have {observed}"):
        rollback(to, **snapshots)

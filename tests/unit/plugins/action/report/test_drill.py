# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the drills of all hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.unit.plugins.action.report.reporting import report_on


def drill(state: str = "passed", sentence: str = "docker.io: m2 served base:1", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "fallback",
        "registry": "docker.io",
        "image": "base:1",
        "state": state,
        "sentence": sentence,
        "unreachable": [],
        "served_by": "",
        "seconds": 0.4,
        "dial_timeout": "",
        "left_behind": [],
        **changes,
    }


def report(**hosts: Any) -> dict[str, Any]:
    hostvars = {name: {"drill_result": found} for name, found in hosts.items()}
    return report_on(hostvars, of="drill")[0]


def test_equal_results_are_one_line_with_the_times() -> None:
    result = report(n1={"drills": [drill()]}, n2={"drills": [drill(seconds=0.61)]})
    assert result["lines"] == [
        "passed   fallback of docker.io: m2 served base:1: n1, n2 (2), 0.4 to 0.6 s",
        "drill: 0 failed, 2 passed, 0 skipped on 2 hosts",
    ]
    assert result["acceptable"]


def test_equal_times_are_one() -> None:
    result = report(n1={"drills": [drill(seconds=0.41)]}, n2={"drills": [drill(seconds=0.44)]})
    assert result["lines"][0].endswith("n1, n2 (2), 0.4 s")


def test_failures_come_first_and_are_not_acceptable() -> None:
    found = report(n1={"drills": [drill("skipped", "one", seconds=0.0), drill(), drill("failed", "two")]})
    assert [line.split()[0] for line in found["lines"]] == ["FAILED", "passed", "skipped", "drill:"]
    assert not found["acceptable"]


def test_what_was_left_behind_is_shown_and_not_acceptable() -> None:
    found = report(n1={"drills": [drill(left_behind=["x could not be removed: busy"])]})
    assert "LEFT     n1: x could not be removed: busy" in found["lines"]
    assert not found["acceptable"]


def test_a_host_whose_task_failed_is_without_a_result() -> None:
    found = report(n1={"drills": [drill()]}, n2={"drills": [], "failed": True}, n3={})
    assert found["without_result"] == ["n2", "n3"]
    assert not found["acceptable"]


def test_hosts_that_cant_be_drilled_are_listed_with_the_reason() -> None:
    found = report(n1={"drills": [], "msg": "Drills do not support Windows"}, n2={"drills": [drill()]})
    assert "Not drilled. Drills do not support Windows: n1 (1)" in found["lines"]
    assert found["acceptable"]


def test_the_json_file_has_the_drills_of_each_host(tmp_path: Path) -> None:
    path = tmp_path / "drill.json"
    report_on({"n1": {"drill_result": {"drills": [drill()]}}}, of="drill", json=str(path))
    document = json.loads(path.read_text())
    assert document["hosts"]["n1"][0]["state"] == "passed" and document["without_result"] == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the endpoints of all hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on

RESULT = {
    "runtime_name": "rke2-agent",
    "version": "v1.34.1",
    "table": ["a line"],
    "images": [{"image": "a"}],
    "findings": [],
    "known_issues": [],
    "ansible_facts": {"x": "y"},
}


def report(results: dict[str, Any], **changes: Any) -> tuple[dict[str, Any], list[str]]:
    hostvars = {name: {"found": result} if result else {} for name, result in results.items()}
    return report_on(hostvars, of="explain", register="found", **changes)


def test_hosts_for_which_the_same_holds_share_a_table() -> None:
    result, shown = report(
        {"n1": RESULT, "n2": {**RESULT, "version": ""}, "n3": {**RESULT, "table": ["other"]}, "n4": RESULT}
    )
    assert result["lines"] == [
        "n1, n4 (rke2-agent v1.34.1); n2 (rke2-agent)",
        "a line",
        "",
        "n3 (rke2-agent v1.34.1)",
        "other",
        "",
        "4 host(s) explained in 2 table(s)",
    ]
    assert shown == ["\n".join(result["lines"])]


def test_hosts_without_a_result_are_named() -> None:
    result, _shown = report({"n1": RESULT, "n2": None})
    assert result["without_result"] == ["n2"]
    assert "Without a result: n2." in result["lines"]
    assert report({"n1": RESULT, "n2": None}, hosts=["n1"])[0]["without_result"] == []


def test_the_json_file_has_all_hosts_and_nothing_that_ansible_adds(tmp_path: Path) -> None:
    report({"n1": RESULT, "n2": RESULT}, json=str(tmp_path / "explain.json"))
    hosts = json.loads((tmp_path / "explain.json").read_text())["hosts"]
    assert list(hosts) == ["n1", "n2"]
    assert set(hosts["n1"]) == {"runtime_name", "version", "images", "findings", "known_issues"}


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match="cannot be written"):
        report({"n1": RESULT}, json=str(tmp_path / "absent" / "explain.json"))


def test_an_invalid_reference_is_not_acceptable() -> None:
    assert report({"n1": RESULT})[0]["acceptable"]
    result, _shown = report({"n1": {**RESULT, "images": [{"image": "A", "error": "it is invalid"}]}})
    assert not result["acceptable"]
    assert result["msg"] == "1 host(s) explained in 1 table(s); not all images can be explained"


def test_the_error_of_hosts_is_shown_once() -> None:
    failed = {"msg": "Set pullproof_runtime.", "table": []}
    result, _shown = report({"n1": failed, "n2": failed, "n3": RESULT})
    assert "Without a result: n1, n2: Set pullproof_runtime." in result["lines"]
    assert not result["acceptable"]

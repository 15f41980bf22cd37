# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the findings of all hosts. The playbook lint is tested with the real display."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on


def finding(severity: str) -> dict[str, str]:
    return {"id": f"a-{severity}", "severity": severity, "where": "w", "message": "m.", "fix": "f.", "source": "s"}


def report(results: dict[str, Any], **changes: Any) -> tuple[dict[str, Any], list[str]]:
    hostvars = {name: {"found": result} if result else {} for name, result in results.items()}
    return report_on(hostvars, of="lint", register="found", **changes)


def test_each_finding_is_shown_once_and_counted_once() -> None:
    found = {"findings": [finding("error"), finding("info")]}
    result, shown = report({"n1": found, "n2": found})
    assert shown == ["\n".join(result["lines"])]
    assert shown[0].count("a-error") == 1
    assert result["counts"] == {"errors": 1, "warnings": 0, "infos": 1}
    assert result["acceptable"] is False


def test_infos_are_for_those_who_ask() -> None:
    found = {"n1": {"findings": [finding("warning"), finding("info")]}}
    assert "a-info" in report(found)[1][0]
    assert "a-info" not in report(found, infos=False)[1][0]


def test_a_host_whose_lint_failed_is_without_result_and_not_acceptable() -> None:
    result, _shown = report({"n1": {"findings": [], "failed": True}, "n2": None, "n3": {"findings": []}})
    assert (result["without_result"], result["acceptable"]) == (["n1", "n2"], False)
    assert report({"n1": None, "n2": {"findings": []}}, hosts=["n2"])[0]["acceptable"] is True


@pytest.mark.parametrize("name", ["json", "junit"])
def test_a_file_that_can_not_be_written_is_named_with_its_variable(name: str, tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match=rf"cannot be written.*Set lint_{name} to"):
        report({"n1": {"findings": []}}, **{name: str(tmp_path / "absent" / "file")})


def test_the_severity_of_an_audit_is_refused_because_no_finding_would_reach_it() -> None:
    with pytest.raises(PullproofError, match="Set lint_fail_on to error, warning or never"):
        report({"n1": {"findings": [finding("error")]}}, fail_on="outlier")


def test_the_result_of_a_task_that_ran_once_is_shared_by_its_hosts() -> None:
    once = {"groups": [{"hosts": ["n1", "n3"], "findings": [finding("error")]}, {"hosts": ["n2"], "findings": []}]}
    result, _shown = report({"n1": once, "n2": once, "n3": once})
    assert "a-error: w on n1, n3" in result["lines"][0]
    assert result["lines"][-1] == "lint: 1 error, 0 warnings, 0 infos on 3 hosts"

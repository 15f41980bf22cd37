# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fault has to be named, a healthy control must raise no alarm, and only full marks are a success."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.stages.faults.model.cases import Case
from tests.stages.faults.runner.verdicts import Verdict, judge, on_windows, summary, table

FAULT = Case(id="expired", topic="tls", says="s", code="tls_expired")
CONTROL = Case(id="healthy", topic="healthy", says="s")
WARNED = Case(id="second", topic="healthy", says="s", warning="connect_refused")
FAILED: dict[str, Any] = {
    "image": "i",
    "state": "failed",
    "error": "x509",
    "cause": {"code": "tls_expired", "observed": "o"},
}
PASSED: dict[str, Any] = {"image": "i", "state": "passed", "proof": "fresh", "cause": None, "warnings": []}


def verdict(case: Case, image: dict[str, Any]) -> Verdict:
    return judge(case, "n1", "i", {"n1": {"images": [image]}})


def test_the_injected_cause_has_to_be_named() -> None:
    assert verdict(FAULT, FAILED).is_right
    assert "named tls_name" in verdict(FAULT, FAILED | {"cause": {"code": "tls_name", "observed": "o"}}).wrong
    assert "no cause named; failed: x509" in verdict(FAULT, FAILED | {"cause": None}).wrong


def test_the_fix_has_to_contain_what_the_case_requires() -> None:
    required = replace(FAULT, fix="renew")
    fixed = {"code": "tls_expired", "observed": "o", "fix": "renew the certificate"}
    assert verdict(required, FAILED | {"cause": fixed}).is_right
    wrong = verdict(required, FAILED | {"cause": {**fixed, "fix": "run the role again"}}).wrong
    assert "with another fix: run the role again" in wrong


def test_a_fault_that_hurts_nobody_was_not_injected() -> None:
    assert "in spite of the fault" in verdict(FAULT, PASSED).wrong


def test_a_control_must_pass_without_a_cause_and_without_a_warning() -> None:
    assert verdict(CONTROL, PASSED).is_right
    assert "named tls_expired" in verdict(CONTROL, FAILED).wrong
    assert "warned of dns, expected nothing" in verdict(CONTROL, PASSED | {"warnings": [{"code": "dns"}]}).wrong
    assert verdict(CONTROL, PASSED | {"cause": {"code": "dns"}}).wrong


def test_a_warning_that_has_to_come_is_missed_and_another_is_an_alarm() -> None:
    assert verdict(WARNED, PASSED | {"warnings": [{"code": "connect_refused"}]}).is_right
    assert "warned of nothing, expected connect_refused" in verdict(WARNED, PASSED).wrong
    assert verdict(WARNED, PASSED | {"warnings": [{"code": "connect_refused"}, {"code": "dns"}]}).wrong


@pytest.mark.parametrize("documents", [{}, {"n1": {}}, {"n1": {"images": []}}, {"n2": {"images": [FAILED]}}])
def test_no_result_is_wrong(documents: dict[str, Any]) -> None:
    assert judge(FAULT, "n1", "i", documents).wrong == "no result"


def test_a_case_counts_once_and_only_if_it_is_right_everywhere() -> None:
    right = [Verdict(FAULT, "n1", ""), Verdict(FAULT, "n2", ""), Verdict(CONTROL, "n1", "")]
    assert summary(right) == ("faults: named 1 of 1, false alarms 0 of 1", True)
    assert summary([*right, Verdict(FAULT, "n3", "no result")]) == ("faults: named 0 of 1, false alarms 0 of 1", False)
    assert summary([*right, Verdict(CONTROL, "n2", "alarm")]) == ("faults: named 1 of 1, false alarms 1 of 1", False)


def test_nothing_tried_is_no_success() -> None:
    assert summary([]) == ("faults: named 0 of 0, false alarms 0 of 0", False)


def test_the_table_has_what_went_wrong_last_with_what_was_said() -> None:
    lines = table([Verdict(FAULT, "n1", "no cause named"), Verdict(CONTROL, "n1", "")]).splitlines()
    assert [line.split()[0] for line in lines] == ["healthy", "MISSED", "n1:"]
    assert lines[-1].strip() == "n1: no cause named"


def test_codes_are_counted_that_were_named_wherever_they_were_tried_on_windows() -> None:
    expired = replace(FAULT, id="expired-windows", system="windows")
    other, again = replace(expired, id="b", code="dns"), replace(expired, id="c", code="dns")
    found = [Verdict(FAULT, "n1", ""), Verdict(expired, "w1", ""), Verdict(other, "w1", ""), Verdict(again, "w2", "no")]
    assert on_windows(found) == "on Windows nodes on Wine: 1 codes"
    assert on_windows(found[:3]) == "on Windows nodes on Wine: 2 codes"

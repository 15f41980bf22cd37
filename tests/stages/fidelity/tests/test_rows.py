# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows are read as they are meant, and each can be selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.stages.fidelity.containerds import load_containerds
from tests.stages.fidelity.rows import load_rows, load_servers, rows_for, rows_of, selected
from tests.stages.fidelity.world.names import names_in
from tests.stages.fidelity.world.task import Task

ROW = {"name": "a", "image": "reg.example/app:1", "requests": ["https://reg.example/v2/app"], "served_by": "m1.lab"}
LABELS = {label for one in load_containerds() for label in (*one.labels, one.name)}


def test_there_are_at_least_150_rows() -> None:
    assert len(load_rows({})) >= 150


def test_at_least_60_rows_run_on_windows() -> None:
    rows = load_rows({})
    assert sum(row.concerns(("windows", "windows-17763", "windows-2019")) for row in rows) >= 60


def test_the_rows_of_a_containerd_exist() -> None:
    rows = load_rows({})
    for one in load_containerds():
        task = Task("", "", one.runtime, one.version, (*one.labels, one.name), one.config_version, rows=one.rows)
        assert rows_for(task, rows), one.name


def test_a_task_has_those_of_its_rows_that_are_wanted() -> None:
    rows = list(rows_of([{**ROW, "vary": {"b": {}, "c": {}, "e": {}}}, {**ROW, "name": "d"}], {}))
    rows[2] = replace(rows[2], only=("fork",))
    task = Task("", "", "containerd", "2.1.9", ("upstream",), 3)
    assert [row.name for row in rows_for(replace(task, rows=("a",)), rows)] == ["a/b", "a/c"]
    assert [row.name for row in rows_for(replace(task, rows=("a",), only=("a/b", "d")), rows)] == ["a/b"]


def test_labels_in_rows_belong_to_a_containerd() -> None:
    for row in load_rows({}):
        assert {*row.only, *row.differs} <= LABELS, row.name


def test_every_expectation_is_a_pull_a_failure_or_the_end_of_containerd() -> None:
    for row in load_rows({}):
        for one in load_containerds():
            expected = row.expected_on((*one.labels, one.name))
            assert expected.has_one_result, row.name


def test_the_hosts_can_be_read() -> None:
    assert load_servers()["basic.lab"].auth == "basic"


def test_a_row_with_vary_is_one_row_per_entry() -> None:
    raw = {**ROW, "image": "<image>", "vary": {"tag": {"image": "r/a:1"}, "digest": {"image": "r/a@<digest>"}}}
    rows = list(rows_of([raw], {"digest": "sha256:1"}))
    assert [(row.name, row.image) for row in rows] == [("a/tag", "r/a:1"), ("a/digest", "r/a@sha256:1")]


def test_a_word_can_be_any_value() -> None:
    (row,) = rows_of([{**ROW, "mirrors": "<mirrors>", "vary": {"one": {"mirrors": {"*": {}}}}}], {})
    assert row.mirrors == {"*": {}}


def test_hosts_of_endpoints_with_options_resolve() -> None:
    (row,) = rows_of(
        [{**ROW, "mirrors": {"r.example": {"endpoint": [{"url": "https://m9.lab"}, "https://m8.lab"]}}}], {}
    )
    assert {"m9.lab", "m8.lab", "reg.example"} <= set(names_in(row))


def test_a_specific_label_wins() -> None:
    (row,) = rows_of([{**ROW, "differs": {"fork": {"cause": "dns"}, "fork-2.1": {"served_by": "m2.lab"}}}], {})
    assert row.expected_on(["fork"]).cause == "dns"
    assert row.expected_on(["fork"]).served_by == ""
    assert row.expected_on(["fork", "fork-2.1"]).served_by == "m2.lab"
    assert row.expected_on(["upstream"]) == row.expected


def test_a_containerd_that_ends_pulls_nothing() -> None:
    (row,) = rows_of([{**ROW, "differs": {"fork": {"ends": "duplicated tables"}}}], {})
    assert (row.expected_on(["fork"]).ends, row.expected_on(["fork"]).served_by) == ("duplicated tables", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"mirors": {}},
        {"cause": "dns"},
        {"ends": "no"},
        {"servers": {"a": {"colour": 1}}},
        {"servers": {"a": {"unreachable": True}}},
    ],
)
def test_a_wrong_row_is_refused_with_its_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="row a: "):
        list(rows_of([{**ROW, **wrong}], {}))


def test_only_selects_a_row_or_all_below_a_name() -> None:
    rows = list(rows_of([{**ROW, "vary": {"b": {}, "c": {}}}, {**ROW, "name": "ab"}], {}))
    assert [row.name for row in selected(rows, ["a"])] == ["a/b", "a/c"]
    assert [row.name for row in selected(rows, ["a/c", "ab"])] == ["a/c", "ab"]
    with pytest.raises(ValueError, match="no row has the name d"):
        selected(rows, ["d"])

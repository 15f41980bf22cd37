# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last line counts all combinations, and each difference is shown with its evidence."""

from __future__ import annotations

from tests.stages.fidelity.report import is_perfect, report
from tests.stages.fidelity.world.task import Result, Task

RIGHT = Result("one-mirror", ())
WRONG = Result("two", ("explain: expected a, predicted b",), ("HEAD https://m1.lab/v2/app/manifests/1 -> 404",), "lost")


def test_the_last_line_has_the_total_of_all_containerds() -> None:
    assert list(report({"1.7": [RIGHT], "2.1": [RIGHT, RIGHT]}))[-1] == "fidelity: 3 of 3 combinations as predicted"
    assert is_perfect({"1.7": [RIGHT]})


def test_a_difference_comes_with_the_log_and_the_message() -> None:
    lines = list(report({"1.7": [RIGHT, WRONG]}))
    assert lines[:4] == [
        "DIFFERS two on 1.7",
        "  explain: expected a, predicted b",
        "    log: HEAD https://m1.lab/v2/app/manifests/1 -> 404",
        "    pull: lost",
    ]
    assert lines[-1] == "fidelity: 1 of 2 combinations as predicted"
    assert not is_perfect({"1.7": [RIGHT, WRONG]})


def test_nothing_that_ran_is_not_perfect() -> None:
    assert not is_perfect({"1.7": []})


def test_tasks_and_results_survive_the_way_to_the_other_process() -> None:
    task = Task("/c", "/crictl", "containerd", "2.1.9", ("upstream",), 3, only=("a",), rows=("b",), windows_build=17763)
    assert Task.decode(task.text) == task
    assert Result.decode(WRONG.text) == WRONG

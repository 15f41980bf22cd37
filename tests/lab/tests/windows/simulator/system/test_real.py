# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real programs: their output, their errors, and the order of both."""

from __future__ import annotations

import pytest

from tests.lab.windows.simulator.system.real import CUT_OFF, HUNG, run


def test_output_and_errors_are_separate_and_in_order() -> None:
    ended = run(["sh", "-c", "echo warning >&2; sleep 0.1; echo result; sleep 0.1; echo error >&2; exit 3"])
    assert (ended.code, ended.out, ended.err) == (3, "result\n", "warning\nerror\n")
    assert ended.joined == "warning\nresult\nerror\n"


def test_a_program_reads_what_it_is_given() -> None:
    assert run(["cat"], "x" * 200_000).out == "x" * 200_000


def test_variables_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWN", "1")
    assert run(["sh", "-c", "echo $OWN$MORE"], environment={"MORE": "2"}).out == "12\n"


@pytest.mark.parametrize("command", [["sleep", "10"], ["sh", "-c", "while :; do echo x; done"]])
def test_a_program_that_takes_too_long_is_cut_off(command: list[str]) -> None:
    assert run(command, seconds=0.1).code == CUT_OFF


def test_a_program_that_does_not_end_after_its_result_hangs() -> None:
    assert run(["sh", "-c", "echo result; exec sleep 60"], silence=0.1).code == HUNG


def test_a_program_that_has_printed_only_a_warning_can_be_silent() -> None:
    assert run(["sh", "-c", "echo warning >&2; sleep 3; echo result"], silence=0.1).out == "result\n"


def test_a_program_that_is_not_there() -> None:
    assert run(["/nowhere/program"]).code == 127


def test_a_process_that_has_the_pipes_open_after_the_end_of_the_program_is_not_waited_for() -> None:
    ended = run(["sh", "-c", "sleep 60 & echo result"], seconds=30)
    assert (ended.code, ended.out) == (0, "result\n")

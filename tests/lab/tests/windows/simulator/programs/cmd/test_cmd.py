# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cmd.exe runs its commands one after the other."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.machine import Machine


@pytest.mark.parametrize(
    ("command", "out", "code"),
    [
        ("echo a& echo b", "a\r\nb\r\n", 0),
        ("echo a & echo b", "a \r\nb\r\n", 0),
        ("exit /b 3", "", 3),
        ("type C:\\none && echo b", "", 1),
        ("type C:\\none 2>nul || echo b", "b\r\n", 1),
        ("echo a >nul", "", 0),
        ("if exist C:\\ProgramData echo there", "there\r\n", 0),
        ("if not exist C:\\ProgramData echo there", "", 0),
        ("if exist C:\\none echo there", "", 0),
        ("echo. & exit 4", "\r\n", 4),
    ],
)
def test_commands_of_its_own(line: RunLine, command: str, out: str, code: int) -> None:
    ended = line(f"cmd.exe /d /c {command}")
    assert (ended.out, ended.code) == (out, code)


def test_a_file_is_typed_and_leaves_the_exit_code_as_it_was(machine: Machine, line: RunLine) -> None:
    machine.files.at("C:\\ProgramData\\x.txt").write_text("content\n")
    assert line("cmd.exe /c type C:\\ProgramData\\x.txt").out == "content\n"
    assert line("cmd.exe /c type C:\\none 2>nul & type C:\\ProgramData\\x.txt").code == 1


def test_exit_codes_and_times_are_expanded_on_demand_only(line: RunLine) -> None:
    assert line("cmd.exe /v:on /c exit_code 2>nul & echo !errorlevel!").out == "9009\r\n"
    assert line("cmd.exe /c echo !errorlevel!").out == "!errorlevel!\r\n"


def test_what_is_not_there_is_not_recognized(line: RunLine) -> None:
    ended = line(r"cmd.exe /c C:\nowhere\crictl.exe version")
    assert (ended.code, "is not recognized" in ended.err) == (9009, True)


def test_errors_can_be_joined_to_the_output(line: RunLine) -> None:
    ended = line("cmd.exe /c type C:\\none 2>&1")
    assert (ended.err, "cannot find the file" in ended.out) == ("", True)

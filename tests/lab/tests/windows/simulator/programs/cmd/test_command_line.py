# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines are taken apart as Windows' programs do."""

from __future__ import annotations

import pytest

from tests.lab.windows.simulator.modules.commands import _escaped
from tests.lab.windows.simulator.programs.cmd.command_line import arguments, commands, told_to_cmd


@pytest.mark.parametrize(
    ("line", "means"),
    [
        (r'"C:\Program Files\x.exe" one "two words" three', [r"C:\Program Files\x.exe", "one", "two words", "three"]),
        (r'x "a\\" b', ["x", "a\\", "b"]),
        (r"x a\"b", ["x", 'a"b']),
        (r"x C:\folder\ y", ["x", "C:\\folder\\", "y"]),
        ('x ""', ["x", ""]),
        ('x /computer:"a b"', ["x", "/computer:a b"]),
    ],
)
def test_quotes_and_backslashes_mean_what_the_c_runtime_says(line: str, means: list[str]) -> None:
    assert arguments(line) == means


@pytest.mark.parametrize("word", ["plain", "two words", 'a"b', "C:\\x y\\", 'a\\"b', "", "tab\there"])
def test_words_of_argv_arrive_as_they_were(word: str) -> None:
    assert arguments(f"x {_escaped(word)} y") == ["x", word, "y"]


def test_operators_within_quotes_and_redirections_end_no_command() -> None:
    assert commands('a "x & y" 2>&1 && b || c & d') == [
        ("", 'a "x & y" 2>&1 '),
        ("&&", "b "),
        ("||", "c "),
        ("&", "d"),
    ]


def test_quotes_around_all_of_a_command_are_taken_off() -> None:
    assert told_to_cmd('cmd.exe /C "type a & type b"') == ("cmd.exe ", "type a & type b")
    assert told_to_cmd('cmd.exe /v:on /c "C:\\Program Files\\x.exe"')[1] == '"C:\\Program Files\\x.exe"'

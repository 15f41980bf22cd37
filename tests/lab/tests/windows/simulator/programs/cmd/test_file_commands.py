# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cmd.exe makes, lists, copies and moves."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system.access import USERS, effective

FOLDER = "C:\\ProgramData\\new"


def test_a_folder_is_made_once_and_lists_what_is_in_it(machine: Machine, line: RunLine) -> None:
    assert line(f"cmd.exe /c md {FOLDER}").code == 0
    assert line(f"cmd.exe /c md {FOLDER}").code == 1
    assert line(f"cmd.exe /c dir /b {FOLDER}").code == 1
    machine.files.at(f"{FOLDER}\\a.txt").write_text("a")
    assert line(f"cmd.exe /c dir /b {FOLDER}").out == "a.txt\r\n"


def test_a_listing_of_all_levels_has_complete_paths(machine: Machine, line: RunLine) -> None:
    assert line(f"cmd.exe /c dir /s /b {FOLDER}").code == 1
    machine.files.at(f"{FOLDER}\\h_5000_").mkdir(parents=True)
    machine.files.at(f"{FOLDER}\\h_5000_\\hosts.toml").write_text("")
    assert line(f"cmd.exe /c dir /s /b {FOLDER}").out.splitlines() == [
        f"{FOLDER}\\h_5000_",
        f"{FOLDER}\\h_5000_\\hosts.toml",
    ]


def test_a_move_takes_the_access_control_along_and_a_copy_does_not(machine: Machine, line: RunLine) -> None:
    line(f"cmd.exe /c md {FOLDER}")
    machine.files.at(f"{FOLDER}\\a").write_text("a")
    line(f"icacls {FOLDER}\\a /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F")
    line(f'cmd.exe /c copy /b /y "{FOLDER}\\a" "{FOLDER}\\b" && move /y "{FOLDER}\\a" "{FOLDER}\\c"')
    assert machine.files.at(f"{FOLDER}\\b").read_text() == machine.files.at(f"{FOLDER}\\c").read_text() == "a"
    assert USERS in effective(machine.state, f"{FOLDER}\\b") and USERS not in effective(machine.state, f"{FOLDER}\\c")
    assert not machine.files.at(f"{FOLDER}\\a").exists()


def test_what_is_not_there_can_be_neither_listed_nor_copied_nor_moved(line: RunLine) -> None:
    commands = (f"dir /b {FOLDER}", f"copy /b /y {FOLDER} C:\\b", f"move /y {FOLDER} C:\\b", "md D:\\x")
    assert [line(f"cmd.exe /c {command}").code for command in commands] == [1, 1, 1, 1]


def test_an_account_is_found_where_it_has_an_entry_of_its_own(line: RunLine) -> None:
    line(f"cmd.exe /c md {FOLDER}")
    assert FOLDER not in line(f"icacls {FOLDER} /findsid *S-1-5-18").out
    line(f"icacls {FOLDER} /inheritance:r /grant:r *S-1-5-18:F")
    assert f"{FOLDER}." in line(f"icacls {FOLDER} /findsid *S-1-5-18").out
    assert FOLDER not in line(f"icacls {FOLDER} /findsid *S-1-5-32-544").out


def test_a_read_only_file_says_so_and_nothing_takes_its_place(machine: Machine, line: RunLine) -> None:
    line(f"cmd.exe /c md {FOLDER}")
    for name in ("a", "b"):
        machine.files.at(f"{FOLDER}\\{name}").write_text(name)
    machine.files.at(f"{FOLDER}\\b").chmod(0o444)

    assert line(f"attrib.exe {FOLDER}\\a").out == f"A                    {FOLDER}\\a\r\n"
    assert line(f"attrib.exe {FOLDER}\\b").out == f"A    R               {FOLDER}\\b\r\n"
    assert line(f"attrib.exe {FOLDER}\\c").out == f"File not found - {FOLDER}\\c\r\n"
    assert line(f"cmd.exe /c move /y {FOLDER}\\a {FOLDER}\\b").code == 1
    assert machine.files.at(f"{FOLDER}\\b").read_text() == "b"


@pytest.mark.parametrize(("language", "words"), [("en", "Dir(s)  7340032 bytes free"), ("de", "7340032 Bytes frei")])
def test_the_last_line_of_a_listing_says_what_is_free(
    machine: Machine, line: RunLine, language: str, words: str
) -> None:
    line(f"cmd.exe /c md {FOLDER}")
    control(machine, "language", [language])
    control(machine, "free", ["7"])
    assert line(f"cmd.exe /c dir /-c /ad {FOLDER}").out.splitlines()[-1].endswith(words)
    control(machine, "free", ["off"])
    assert not line(f"cmd.exe /c dir /-c /ad {FOLDER}").out.splitlines()[-1].endswith(words)

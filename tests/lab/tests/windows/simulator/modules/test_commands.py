# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_command behaves as on Windows."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import CallModule
from tests.lab.windows.simulator.machine import ModuleFailureError


def test_check_mode_runs_nothing(module: CallModule) -> None:
    assert module("win_command", True, cmd="cmd.exe /c echo x")["skipped"] is True


def test_a_program_that_fails_is_a_failed_task(module: CallModule) -> None:
    result = module("win_command", cmd="cmd.exe /c exit /b 3")
    assert (result["failed"], result["rc"], result["msg"]) == (True, 3, "non-zero return code")


def test_a_program_that_is_not_there_is_named(module: CallModule) -> None:
    with pytest.raises(ModuleFailureError, match="cannot find the file specified") as caught:
        module("win_command", cmd=r"C:\nowhere\crictl.exe version")
    assert caught.value.details["rc"] == 2


def test_words_of_argv_are_quoted(module: CallModule) -> None:
    assert module("win_command", argv=["cmd.exe", "/c", "echo", "a b"])["cmd"] == 'cmd.exe /c echo "a b"'


def test_a_command_is_skipped_if_it_is_done(module: CallModule) -> None:
    assert module("win_command", cmd="cmd.exe /c echo x", creates="C:\\ProgramData")["skipped"] is True
    assert module("win_command", cmd="cmd.exe /c echo x", removes="C:\\none")["skipped"] is True


def test_something_to_run_is_needed(module: CallModule) -> None:
    with pytest.raises(ModuleFailureError, match="one of the following is required"):
        module("win_command")

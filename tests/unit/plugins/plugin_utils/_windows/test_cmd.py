# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several programs in one call: exit codes, output and times."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import command_line, parse_outputs

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_each_program_has_its_own_output_and_exit_code(node: SimulatedWindowsNode) -> None:
    node.put(r"C:\there.txt", "line 1\nline 2\n")
    line = command_line({"gone": r"type C:\gone.txt", "there": r"type C:\there.txt", "system": "ver"})

    outputs = parse_outputs(node.query("ansible.windows.win_command", {"cmd": line})["stdout"])

    assert outputs["gone"].rc == 1
    assert (outputs["there"].rc, outputs["there"].text) == (0, "line 1\nline 2")
    assert "10.0.17763" in outputs["system"].text


@pytest.mark.parametrize(
    ("begin", "end", "seconds"),
    [
        ("9:03:12,34", "9:03:14,00", 1.66),
        ("09.03.12.34", "09.03.14.00", 1.66),
        ("23:59:59.90", "0:00:00.40", 0.5),
        ("soon", "later", 0.0),
    ],
)
def test_times_are_read_in_any_language_and_over_midnight(begin: str, end: str, seconds: float) -> None:
    outputs = parse_outputs(f"==pullproof-begin a 0 {begin}\nwords\n\n==pullproof-end a 0 {end}\n")

    assert outputs["a"].seconds == seconds


def test_a_program_that_was_cut_off_has_no_output() -> None:
    assert parse_outputs("==pullproof-begin a 0 9:03:12,34\nhalf a li") == {}


def test_a_line_that_is_too_long_for_cmd_exe_is_refused() -> None:
    with pytest.raises(ValueError, match="a command line of"):
        command_line({"a": "x" * 8200})

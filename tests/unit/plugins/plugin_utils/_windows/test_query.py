# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of a simulated Windows node, alone and combined."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import content_of, names_in
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    by_name,
    change_and_query,
    combined,
    command_line,
    parse_outputs,
    run_queries,
    run_query,
)

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

FILE = r"C:\folder\file.txt"


def test_combined_queries_run_in_one_call_and_each_value_has_its_name(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "text")
    files = by_name({path: content_of(path) for path in (r"C:\folder\gone.txt", FILE)})
    found = run_query(node, combined(SimpleNamespace, names=names_in(r"C:\folder"), files=files))
    assert found == SimpleNamespace(names=("file.txt",), files={r"C:\folder\gone.txt": "", FILE: "text"})
    assert len(node.calls) == 1


def test_no_query_is_no_call(node: SimulatedWindowsNode) -> None:
    assert run_queries(node, {}) == {}
    assert node.calls == []


def test_a_command_with_an_answer_does_not_run_unless_it_must_run_again(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "before")
    node.answers = {}
    assert run_query(node, content_of(FILE)) == "before"
    node.put(FILE, "after")
    both = combined(SimpleNamespace, text=content_of(FILE), names=names_in(r"C:\folder"))
    assert run_query(node, both).text == "before"
    assert "type" not in node.shown[-1]["cmd"]
    assert run_query(node, content_of(FILE), again=True) == "after"


def test_more_queries_than_one_command_line_holds_run_in_several(node: SimulatedWindowsNode) -> None:
    paths = [rf"C:\folder\{'long' * 40}-{number}.txt" for number in range(60)]
    for path in paths:
        node.put(path, path[-6:])
    assert run_queries(node, {path: content_of(path) for path in paths}) == {path: path[-6:] for path in paths}
    assert 1 < len(node.calls) < 10


def test_a_change_and_its_query_are_one_call(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "text")
    outputs, text = change_and_query(
        node, {"copied": rf'copy /b /y "{FILE}" "C:\copy.txt"'}, content_of(r"C:\copy.txt")
    )
    assert (outputs["copied"].rc, text, len(node.calls)) == (0, "text", 1)


def test_an_incomplete_output_is_an_error_and_not_an_empty_value(
    node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "query", lambda *_arguments, **_options: {"stdout": "==pullproof-begin query0 0 1:2:3,4"})
    with pytest.raises(PullproofError, match="incomplete"):
        run_query(node, content_of(FILE))


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

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

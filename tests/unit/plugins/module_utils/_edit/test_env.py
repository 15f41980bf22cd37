# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing environment files: what systemd reads, and that nothing but our lines changes."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import (
    assignments,
    drop_entries,
    read_entries,
    write_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.sampled_from(["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FOO"])
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"]), max_size=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1\nB=2", [("A", "1"), ("B", "2")]),
        ("  A = 1 2  \n", [("A", "1 2")]),
        ("# A=1\n;A=2\n", []),
        ('A="x y" \n', [("A", "x y")]),
        ("A='it\"s'\n", [("A", 'it"s')]),
        ('A="say \\"hi\\" \\$x \\n"\n', [("A", 'say "hi" $x \\n')]),
        ("A=a\\\nb\n", [("A", "ab")]),
        ("A=a\\ \n", [("A", "a ")]),
        ('A="two\nlines"\nB=1', [("A", "two\nlines"), ("B", "1")]),
        ('A="x"y\n', [("A", "xy")]),
        ("A=1\r\nB=2\r\n", [("A", "1"), ("B", "2")]),
        ("export A=1\nno sign\n1A=2\nA=\n", [("A", "")]),
        ("A=%h100%\n", [("A", "%h100%")]),
    ],
)
def test_assignments_are_read_as_systemd_reads_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert assignments(text) == expected


def test_the_last_assignment_of_a_name_wins() -> None:
    assert read_entries("A=1\nA=2\nB=3\n", ["A", "C"]) == {"A": "2"}


def test_a_variable_is_set_where_it_stands_and_every_other_line_stays_byte_by_byte() -> None:
    text = "# mine\r\nFOO = bar\t\n\nHTTP_PROXY='old\nvalue'\n;end"
    assert write_entries(text, {"HTTP_PROXY": "http://p:1"}) == ("# mine\r\nFOO = bar\t\n\nHTTP_PROXY=http://p:1\n;end")


def test_a_line_inside_the_value_of_another_variable_is_left_alone() -> None:
    text = 'OPTS="x \\\nHTTP_PROXY=no"\n'
    assert write_entries(text, {"HTTP_PROXY": "new"}) == f"{text}HTTP_PROXY=new\n"


def test_a_second_assignment_of_our_variable_goes() -> None:
    assert write_entries("A=1\nB=2\nA=3\n", {"A": "9"}) == "A=9\nB=2\n"


def test_a_last_line_without_an_end_gets_one_before_ours() -> None:
    assert write_entries("FOO=bar", {"A": "1"}) == "FOO=bar\nA=1\n"


@given(st.dictionaries(NAMES, VALUES))
def test_what_is_written_is_what_systemd_reads(entries: dict[str, str]) -> None:
    assert read_entries(write_entries("", entries), entries) == entries


@given(st.dictionaries(NAMES, VALUES), st.sampled_from(["", "# c\n", "OTHER=1\n# c\n", "OTHER='a\nFOO=1'\n"]))
def test_dropping_what_was_added_gives_the_file_back(entries: dict[str, str], text: str) -> None:
    assert drop_entries(write_entries(text, entries), entries) == text


@pytest.mark.parametrize("theirs", ["FOO='open\n", "FOO=bar \\\n", "# a comment \\\n"])
def test_a_line_that_would_swallow_ours_is_refused(theirs: str) -> None:
    with pytest.raises(NodeError, match=r"quote|backslash"):
        write_entries(theirs, {"HTTPS_PROXY": "http://proxy:3128"})

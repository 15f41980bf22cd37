# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_text import (
    MARKER,
    drop_entries,
    read_entries,
    write_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

FILES = sorted((Path(__file__).parents[1] / "data" / "toml").glob("*.toml"))
CRI = "io.containerd.grpc.v1.cri"


def entry(*path: str) -> str:
    return json.dumps(list(path))


CONFIG_PATH = entry("plugins", CRI, "registry", "config_path")
USERNAME = entry("plugins", CRI, "registry", "configs", "registry.example:5000", "auth", "username")
PASSWORD = entry("plugins", CRI, "registry", "configs", "registry.example:5000", "auth", "password")
LOCAL_PULL = entry("plugins", "io.containerd.cri.v1.images", "use_local_image_pull")
ENTRIES = {
    CONFIG_PATH: '"/etc/containerd/certs.d"',
    USERNAME: '"u"',
    PASSWORD: '"[p] \\"#\\\\"',
    LOCAL_PULL: "true",
}


def with_values(parsed: dict[str, Any], entries: dict[str, str]) -> dict[str, Any]:
    """What a TOML reader has to see: the parsed original plus the entries."""
    for name, literal in entries.items():
        *tables, key = json.loads(name)
        table = parsed
        for part in tables:
            table = table.setdefault(part, {})
        table[key] = tomllib.loads(f"x = {literal}")["x"]
    return parsed


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_reader_sees_the_original_and_our_entries(path: Path) -> None:
    text = read(path)
    assert tomllib.loads(write_entries(text, ENTRIES)) == with_values(tomllib.loads(text), ENTRIES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_taking_everything_back_restores_every_byte(path: Path) -> None:
    text = read(path)
    replaced = read_entries(text, ENTRIES)
    back = write_entries(write_entries(text, ENTRIES), replaced) if replaced else write_entries(text, ENTRIES)
    assert drop_entries(back, set(ENTRIES) - set(replaced)) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_entries_dropped_one_by_one_restore_every_byte_too(path: Path) -> None:
    text = read(path)
    replaced = read_entries(text, ENTRIES)
    now = write_entries(text, ENTRIES)
    if replaced:
        now = write_entries(now, replaced)
    for name in set(ENTRIES) - set(replaced):
        now = drop_entries(now, [name])
    assert now == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_that_holds_no_entry_of_ours_stays_as_it_is(path: Path) -> None:
    text = read(path)
    written = write_entries(text, ENTRIES).splitlines()
    lost = [line for line in text.splitlines() if line not in written]
    assert [line for line in lost if "config_path" not in line and "use_local_image_pull" not in line] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_writing_a_second_time_changes_nothing(path: Path) -> None:
    once = write_entries(read(path), ENTRIES)
    assert write_entries(once, ENTRIES) == once
    assert read_entries(once, ENTRIES) == ENTRIES


def test_a_value_is_replaced_in_place_and_the_comment_behind_it_stays() -> None:
    text = "[a.'b']\n  c\t=  'old' # why\n  d = 1\n"
    assert write_entries(text, {entry("a", "b", "c"): '"new"'}) == "[a.'b']\n  c\t=  \"new\" # why\n  d = 1\n"


def test_a_new_key_goes_behind_the_last_key_of_its_table_with_its_indentation() -> None:
    text = "[a]\n\tb = 1\n\n# about c\n[c]\n"
    assert write_entries(text, {entry("a", "x"): "2"}) == "[a]\n\tb = 1\n\tx = 2\n\n# about c\n[c]\n"


def test_a_missing_table_is_appended_behind_a_marker() -> None:
    assert write_entries("a = 1\n", {entry("b", "c.d", "e"): "true"}) == f'a = 1\n\n{MARKER}\n[b."c.d"]\ne = true\n'


def test_a_key_for_new_files_is_left_out_of_others() -> None:
    entries = {entry("", "version"): "3", entry("a", "b"): "1"}
    assert write_entries("c = 1\n[a]\n", entries) == "c = 1\n[a]\n  b = 1\n"


def test_a_key_for_new_files_goes_with_the_rest_or_not_at_all() -> None:
    entries = {entry("", "version"): "3", entry("a", "b"): "1"}
    written = write_entries("", entries)
    assert written == f"version = 3\n\n{MARKER}\n[a]\nb = 1\n"
    assert read_entries(written, entries) == entries
    assert drop_entries(written, entries) == ""
    assert drop_entries(written + "[theirs]\n", entries) == "version = 3\n[theirs]\n"
    assert drop_entries(written, [entry("", "version")]) == written


def test_an_empty_file_becomes_one_with_our_entries_and_empty_again() -> None:
    entries = {entry("version"): "3", entry("a", "b"): "1", entry("c", "d"): "2"}
    written = write_entries("", entries)
    assert written == f"version = 3\n\n{MARKER}\n[a]\nb = 1\n\n{MARKER}\n[c]\nd = 2\n"
    assert drop_entries(written, entries) == ""


def test_an_appended_table_to_which_someone_added_a_key_or_comment_stays() -> None:
    written = write_entries("", {entry("a", "b"): "1"})
    assert drop_entries(written + "theirs = 2\n", [entry("a", "b")]) == f"{MARKER}\n[a]\ntheirs = 2\n"
    assert drop_entries(written + "# note\n", [entry("a", "b")]) == f"{MARKER}\n[a]\n# note\n"


def test_a_table_of_someone_else_stays_when_our_key_was_its_only_one() -> None:
    assert drop_entries(write_entries("[a]\n", {entry("a", "b"): "1"}), [entry("a", "b")]) == "[a]\n"


@pytest.mark.parametrize(
    "text",
    [
        "plugins = {x = {y = 1}}\n",
        "[plugins]\nx = {y = 1}\n",
        "[plugins]\nx.y = 1\n",
        "plugins.x.y = 1\n",
        "[[plugins]]\nx = 1\n",
        "plugins = 1\n",
    ],
)
def test_what_would_break_the_file_is_refused_with_the_fix(text: str) -> None:
    with pytest.raises(NodeError) as refused:
        write_entries(text, {entry("plugins", "x", "new"): "1"})
    assert refused.value.fix == "rewrite that part of the file as a table: [plugins.x]"


def test_a_value_behind_dotted_keys_is_still_replaced_in_place() -> None:
    assert write_entries("[a]\nb.c = 1 # x\n", {entry("a", "b", "c"): "2"}) == "[a]\nb.c = 2 # x\n"


@pytest.mark.parametrize(
    "text", ["k", "[k", "k = ", 'k = "s3cr3t', "k = [1, 2", "k = 1 s3cr3t = 2", "= 1", "k = {s3cr3t 1}"]
)
def test_a_text_that_is_no_toml_is_refused_with_its_line_and_without_its_content(text: str) -> None:
    with pytest.raises(NodeError, match=r"line [23], column") as refused:
        write_entries(f"first = 1\n{text}\n", {entry("x"): "1"})
    assert "s3cr3t" not in str(refused.value)


PARTS = st.sampled_from(["a", "b", "c d", "e.f", 'q"q'])
SPELLINGS = st.sampled_from(["bare", "basic", "literal"])
VALUES = st.sampled_from(
    [
        "1",
        "true",
        '"x"',
        "'[a]'",
        '"""\n[a]\nb = 1\n"""',
        "'''\n# x\n'''",
        "[1,\n  [2], # ]\n]",
        "{a = 1, b = '}'}",
        "1.5e3",
    ]
)
SPACES = st.sampled_from(["", "  ", "\t"])


@st.composite
def keys(draw: st.DrawFn) -> str:
    part, spelling = draw(PARTS), draw(SPELLINGS)
    if spelling == "bare" and part.isalnum():
        return part
    return f"'{part}'" if spelling == "literal" else json.dumps(part)


@st.composite
def lines(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["key", "key", "dotted", "table", "list of tables", "comment", "blank"]))
    indent, space = draw(SPACES), draw(SPACES)
    path = f"{space}.{space}".join(draw(st.lists(keys(), min_size=1, max_size=3)))
    if kind in ("key", "dotted"):
        key = draw(keys()) if kind == "key" else path
        return f"{indent}{key}{space}={space}{draw(VALUES)}{draw(st.sampled_from(['', ' # [x]', '#']))}"
    if kind == "table":
        return f"{indent}[{path}]"
    return {"list of tables": f"[[{path}]]", "comment": f"{indent}# a = 1", "blank": space}[kind]


def parses(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = ""
    for line in draw(st.lists(lines(), max_size=12)):
        text = f"{text}{line}\n" if parses(f"{text}{line}\n") else text
    text = text if draw(st.booleans()) else text.removesuffix("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


IDS = st.lists(PARTS, min_size=1, max_size=3).map(lambda path: entry(*path))


def test_a_table_goes_with_its_line_where_the_only_other_line_ends_are_those_of_a_value_that_was_replaced() -> None:
    text = 'b="""\r\nx\r\n"""'
    written = write_entries(text, {'["b"]': "7", '["a", "a"]': "7"})
    back = write_entries(written, read_entries(text, ['["b"]']))
    assert drop_entries(back, ['["a", "a"]']) == text


@settings(max_examples=400, deadline=None)
@given(documents(), st.dictionaries(IDS, st.sampled_from(["7", '"y"', "[1]"]), min_size=1, max_size=4))
def test_any_text_means_the_same_plus_our_entries_and_is_restored(text: str, entries: dict[str, str]) -> None:
    assume(parses(text))
    paths = [json.loads(name) for name in entries]
    assume(not any(a != b and a == b[: len(a)] for a in paths for b in paths))
    replaced = read_entries(text, entries)
    try:
        written = write_entries(text, entries)
    except NodeError:
        return
    assert tomllib.loads(written) == with_values(tomllib.loads(text), entries)
    assert read_entries(written, entries) == entries
    back = write_entries(written, replaced) if replaced else written
    assert drop_entries(back, set(entries) - set(replaced)) == text

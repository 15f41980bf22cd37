# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_text import (
    drop_entries,
    follows_others,
    read_entries,
    write_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

FILES = sorted((Path(__file__).parents[1] / "data" / "json").glob("*.json"))


def entry(*path: Any) -> str:
    return json.dumps(list(path))


MIRRORS = [entry("registry-mirrors", [url]) for url in ("https://one.example", "https://two.example")]
ENTRIES = {
    entry("auths", "registry.example:5000", "auth"): '"YTpi"',
    entry("auths", "https://index.docker.io/v1/", "auth"): '"Yzpk"',
    MIRRORS[0]: '"https://one.example"',
    MIRRORS[1]: '"https://two.example"',
    entry("debug"): "true",
}


def with_values(parsed: Any, entries: dict[str, str]) -> Any:
    """What a JSON reader has to see: the parsed original plus the entries, which come first in a list."""
    places: dict[str, int] = {}
    for name, value in entries.items():
        *path, last = json.loads(name)
        holder = parsed
        for step in path[:-1]:
            holder = holder.setdefault(step, {})
        if isinstance(last, list):
            place = places.setdefault(path[-1], 0)
            holder.setdefault(path[-1], []).insert(place, json.loads(value))
            places[path[-1]] += 1
        else:
            holder = holder.setdefault(path[-1], {}) if path else holder
            holder[last] = json.loads(value)
    return parsed


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_reader_sees_the_original_and_our_entries(path: Path) -> None:
    text = read(path)
    assert json.loads(write_entries(text, ENTRIES)) == with_values(json.loads(text or "{}"), ENTRIES)


@pytest.mark.parametrize("names", [list(ENTRIES), list(reversed(ENTRIES))], ids=["in order", "backwards"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_taking_everything_back_restores_every_byte(path: Path, names: list[str]) -> None:
    assert drop_entries(write_entries(read(path), ENTRIES), names) == read(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_writing_a_second_time_changes_nothing(path: Path) -> None:
    once = write_entries(read(path), ENTRIES)
    assert write_entries(once, ENTRIES) == once
    assert read_entries(once, ENTRIES) == ENTRIES


def test_a_missing_file_gets_two_spaces_and_a_last_newline() -> None:
    assert write_entries("", {entry("a", "b"): "1"}) == '{\n  "a": {\n    "b": 1\n  }\n}\n'


def test_new_members_take_the_indentation_of_the_file() -> None:
    assert write_entries('{\n\t"a": 1\n}', {entry("b", "c"): "2"}) == '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 2\n\t}\n}'


def test_a_file_on_one_line_stays_on_one_line() -> None:
    assert write_entries('{"a": 1}\n', {entry("b", ["c"]): '"c"'}) == '{"a": 1, "b": ["c"]}\n'


def test_a_value_is_replaced_in_place() -> None:
    assert write_entries('{"a" :  [1] , "b": 2}', {entry("a"): "3"}) == '{"a" :  3 , "b": 2}'


def test_of_double_keys_the_last_counts() -> None:
    text = '{"a": 1, "a": 2}'
    assert read_entries(text, [entry("a")]) == {entry("a"): "2"}
    assert write_entries(text, {entry("a"): "3"}) == '{"a": 1, "a": 3}'


def test_managed_members_come_first_in_their_order_and_the_others_keep_theirs() -> None:
    text = '{"registry-mirrors": ["https://two.example", "https://theirs.example", "https://one.example"]}'
    ordered = write_entries(text, {name: ENTRIES[name] for name in MIRRORS})
    assert json.loads(ordered)["registry-mirrors"] == [
        "https://one.example",
        "https://two.example",
        "https://theirs.example",
    ]


@pytest.mark.parametrize(
    ("members", "follows"),
    [
        (["https://one.example", "https://two.example", "https://theirs.example"], False),
        (["https://theirs.example", "https://one.example", "https://two.example"], True),
        (["https://one.example", "https://theirs.example", "https://two.example"], True),
        (["https://theirs.example"], False),
        ([["no text"], "https://one.example"], True),
    ],
)
def test_a_managed_member_after_another_one_is_found(members: list[object], follows: bool) -> None:
    assert follows_others(json.dumps({"registry-mirrors": members}), MIRRORS) is follows


def test_only_our_members_of_a_list_are_removed() -> None:
    text = '{"registry-mirrors": ["https://one.example", "https://theirs.example"]}'
    assert drop_entries(text, [MIRRORS[0]]) == '{"registry-mirrors": ["https://theirs.example"]}'


def test_the_file_of_someone_else_is_never_emptied() -> None:
    assert drop_entries('{"debug": true}', [entry("debug")]) == "{}"


@pytest.mark.parametrize("text", ['{"a": s3cr3t}', '{"a": 1', "[1,]", '\ufeff{"a": 1}', "{'a': 1}"])
def test_a_text_that_is_no_json_is_refused_without_its_content(text: str) -> None:
    with pytest.raises(NodeError) as refused:
        write_entries(text, {entry("x"): "1"})
    assert "s3cr3t" not in str(refused.value)
    assert refused.value.fix.startswith("correct the file by hand")


@pytest.mark.parametrize(
    ("text", "observed"),
    [
        ('{"a": null}', "a plain value"),
        ('{"a": ["s3cr3t"]}', "a list"),
        ('["s3cr3t"]', "a list"),
        ("7", "a plain value"),
    ],
)
def test_a_value_of_another_kind_on_the_way_is_refused(text: str, observed: str) -> None:
    with pytest.raises(NodeError) as refused:
        write_entries(text, {entry("a", "b"): "1"})
    assert refused.value.observed == observed
    assert "s3cr3t" not in str(refused.value)


KEYS = st.sampled_from(["a", "b", "{", 'q"', "é"])
TREES = st.dictionaries(
    KEYS, st.recursive(st.just(1), lambda inner: st.dictionaries(KEYS, inner, max_size=3)), max_size=4
)
FORMS: list[dict[str, Any]] = [{"indent": 2}, {"indent": 4}, {"indent": "\t"}, {}, {"separators": (",", ":")}]
IDS = st.lists(KEYS, min_size=1, max_size=4).map(lambda path: entry(*path))


@settings(max_examples=400, deadline=None)
@given(TREES, st.sampled_from(FORMS), st.booleans(), st.dictionaries(IDS, st.sampled_from(["7", '"y"']), min_size=1))
def test_any_text_means_the_same_plus_our_entries_and_is_restored(
    tree: dict[str, Any], form: dict[str, Any], ascii_only: bool, entries: dict[str, str]
) -> None:
    paths = [json.loads(name) for name in entries]
    assume(not any(a != b and a == b[: len(a)] for a in paths for b in paths))
    text = json.dumps(tree, ensure_ascii=ascii_only, **form) + "\n"
    try:
        replaced = read_entries(text, entries)
        written = write_entries(text, entries)
    except NodeError:
        return
    assert json.loads(written) == with_values(json.loads(text), entries)
    back = write_entries(written, replaced) if replaced else written
    assert drop_entries(back, set(entries) - set(replaced)) == text

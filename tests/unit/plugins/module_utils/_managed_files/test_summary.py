# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes is said in words, whatever the files look like."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import (
    SettingsSummary,
    changes,
    recorded,
)
from hypothesis import given, settings
from hypothesis import strategies as st

MIRROR = "mirror docker.io"
A, B, C = "https://a", "https://b", "https://c"


def endpoints(*urls: str, subject: str = MIRROR) -> SettingsSummary:
    return SettingsSummary({subject: {"endpoint": list(urls)}})


def credentials(secret: str, subject: str = "config h:5000") -> SettingsSummary:
    return recorded(SettingsSummary({subject: {}}, {subject: {"credentials": secret}}))


def test_the_same_says_nothing() -> None:
    assert changes(endpoints(A, B), endpoints(A, B)) == []


def test_what_is_new_is_named_with_its_values() -> None:
    after = SettingsSummary(
        {MIRROR: {"endpoint": [A, B]}, "mirror quay.io": {}}, {MIRROR: {"credentials in endpoints": "x"}}
    )
    assert changes(SettingsSummary(), after) == [
        "mirror docker.io: endpoint added https://a",
        "mirror docker.io: endpoint added https://b",
        "mirror docker.io: credentials in endpoints added",
        "mirror quay.io: added",
    ]


def test_what_is_gone_is_named_once() -> None:
    assert changes(endpoints(A, B), SettingsSummary()) == ["mirror docker.io: removed"]


def test_another_order_is_told_with_the_order_that_is_to_be() -> None:
    assert changes(endpoints(A, B, C), endpoints(C, A, B)) == [
        "mirror docker.io: endpoint in another order: https://c, https://a, https://b"
    ]


def test_one_added_in_front_leaves_the_others_in_their_order() -> None:
    assert changes(endpoints(A, B), endpoints(C, A)) == [
        "mirror docker.io: endpoint removed https://b",
        "mirror docker.io: endpoint added https://c",
    ]


def test_other_credentials_are_told_without_them() -> None:
    assert changes(credentials("a"), credentials("b")) == ["config h:5000: credentials changed"]
    assert changes(credentials("a"), SettingsSummary({"config h:5000": {}})) == ["config h:5000: credentials removed"]
    assert changes(SettingsSummary({"config h:5000": {}}), credentials("a")) == ["config h:5000: credentials added"]


def test_a_value_is_told_with_the_one_before() -> None:
    def ca(path: str) -> SettingsSummary:
        return SettingsSummary({"config h": {"CA file": path} if path else {}})

    assert changes(ca("/a"), ca("/b")) == ["config h: CA file changed from /a to /b"]
    assert changes(ca(""), ca("/b")) == ["config h: CA file set to /b"]
    assert changes(ca("/a"), ca("")) == ["config h: CA file no longer set (it was /a)"]


def test_an_entry_that_only_has_another_name_was_moved() -> None:
    assert changes(credentials("a", "config h"), credentials("a", "config h:5000")) == ["config h: moved to h:5000"]
    assert changes(credentials("a", "config h"), credentials("b", "config h:5000")) == [
        "config h: removed",
        "config h:5000: credentials added",
    ]


def test_two_entries_that_could_be_the_one_that_was_moved_are_no_move() -> None:
    after = SettingsSummary({"mirror b": {"endpoint": [A]}, "mirror c": {"endpoint": [A]}})
    assert changes(endpoints(A, subject="mirror a"), after) == [
        "mirror a: removed",
        "mirror b: endpoint added https://a",
        "mirror c: endpoint added https://a",
    ]


def test_a_mirror_does_not_become_a_config() -> None:
    assert changes(SettingsSummary({"mirror a": {}}), SettingsSummary({"config b": {}})) == [
        "config b: added",
        "mirror a: removed",
    ]


SUBJECTS = st.sampled_from(["mirror a", "mirror b", "config a", "config b"])
URLS = st.lists(st.sampled_from([A, B, C]), min_size=1, unique=True)
SHOWN = st.dictionaries(SUBJECTS, st.dictionaries(st.sampled_from(["endpoint", "other"]), URLS))
HIDDEN = st.dictionaries(SUBJECTS, st.dictionaries(st.just("credentials"), st.text(min_size=1, max_size=5), min_size=1))
MEANINGS = st.builds(SettingsSummary, SHOWN, HIDDEN).map(recorded)


@settings(max_examples=300, deadline=None)
@given(MEANINGS, MEANINGS)
def test_something_is_said_exactly_where_something_differs(before: SettingsSummary, after: SettingsSummary) -> None:
    def content(summary: SettingsSummary) -> dict[str, object]:
        return {name: summary.of(name) for name in summary.subjects()}

    assert bool(changes(before, after)) == (content(before) != content(after))


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40), SUBJECTS)
def test_no_word_depends_on_what_the_secret_is(first: str, second: str, subject: str) -> None:
    if first == second:
        assert changes(credentials(first, subject), credentials(second, subject)) == []
    else:
        assert changes(credentials(first, subject), credentials(second, subject)) == [f"{subject}: credentials changed"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replacing by Go's rules."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream import go_regexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    UnsupportedPatternError,
)
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("x/$1", "x/a"),
        ("${1}_y", "a_y"),
        ("$1_y", ""),
        ("$2", ""),
        ("$$1", "$1"),
        ("${1", "${1"),
        ("$", "$"),
        ("$0/$0", "a/a"),
    ],
)
def test_a_template_is_expanded_as_go_expands_it(template: str, result: str) -> None:
    assert GoRegexp.compile("^(a)$").replace_all("a", template) == result


def test_a_named_group_is_found_and_a_name_may_be_used_twice() -> None:
    assert GoRegexp.compile("(?P<n>a)|(?P<n>b)").replace_all("ab", "<$n>") == "<a><b>"


def test_an_empty_match_right_after_another_is_not_replaced() -> None:
    assert GoRegexp.compile("a*").replace_all("baac", "-") == "-b-c-"


@pytest.mark.parametrize("pattern", ["(", "a**", "(?=a)", r"\1", r"\C", "(?P<é>a)", "a{1001}", "[b-a]", "\ud800"])
def test_what_go_refuses_is_an_error(pattern: str) -> None:
    with pytest.raises(GoRegexpError):
        GoRegexp.compile(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(?i)a", r"\pL", "[[:alpha:]]", "a^", r"\s", "(a|b)*", "a{2}{3}", "(a", "a)"]
)
def test_without_re2_only_the_common_subset_is_accepted(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError, match="google-re2"):
        GoRegexp.compile(pattern, use_re2=False)


def test_without_re2_the_usual_rewrites_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go_regexp, "_re2", None)
    assert GoRegexp.compile("^(?:library|hub)/([^/]+)-v[0-9]{1,3}$").replace_all("hub/app-v12", "x/${1}") == "x/app"


@settings(max_examples=200, deadline=None)
@given(st.text("ab/.()[]*+?|^$\\{}1,-", max_size=8), st.text("ab/.-", max_size=8))
def test_without_re2_an_accepted_pattern_gives_what_re2_gives(pattern: str, repository: str) -> None:
    try:
        fallback = GoRegexp.compile(pattern, use_re2=False)
    except GoRegexpError:
        return
    assert fallback.replace_all(repository, "<$1>") == GoRegexp.compile(pattern).replace_all(repository, "<$1>")

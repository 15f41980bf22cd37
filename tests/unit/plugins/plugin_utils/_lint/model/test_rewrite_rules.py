# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Competing rewrites, and patterns read as text."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.rewrite_rules import (
    Conflict,
    conflicts,
    is_anchored,
    sample,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject


def found(rewrite: dict[str, str], *images: str) -> list[Conflict]:
    mirrors: dict[str, Any] = {"docker.io": {"endpoint": ["https://m.example.com"], "rewrite": rewrite}}
    return list(conflicts(lint_subject(parse_registries(mirrors, {}), images=images), "docker.io"))


def test_two_rules_for_a_listed_image_compete() -> None:
    rewrite = {"^library/(.*)": "a/${1}", "^(.*)/nginx$": "b/${1}"}
    assert found(rewrite, "nginx") == [Conflict("library/nginx", "^library/(.*)", "^(.*)/nginx$", True)]


def test_a_pair_of_rules_is_named_once_however_many_images_it_concerns() -> None:
    rewrite = {"^library/(.*)": "a/${1}", "^(.*)$": "b/${1}"}
    assert len(found(rewrite, "nginx", "busybox", "alpine")) == 1


def test_a_name_made_up_from_a_pattern_shows_what_no_listed_image_does() -> None:
    (conflict,) = found({"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"}, "busybox")
    assert (conflict.name, conflict.is_listed) == ("rancher/x", False)


@pytest.mark.parametrize(
    "rewrite",
    [
        {"^rancher/(.*)": "a/${1}", "^library/(.*)$": "b/${1}"},
        {"^rancher/(.*)": "a/rancher/${1}", "^(.*)$": "a/${1}"},
        {"^rancher/(.*)": "a/${1}", "(": "b"},
        {"^rancher/(.*)": "a/${1}", "^rancher/(.+)$": "rancher/${1}"},
    ],
    ids=["they exclude each other", "they give the same", "one is no pattern", "one changes nothing"],
)
def test_rules_that_can_not_disagree_do_not_compete(rewrite: dict[str, str]) -> None:
    assert found(rewrite, "docker.io/rancher/shell", "nginx") == []


def test_images_of_another_registry_do_not_count() -> None:
    rewrite = {"^[a-c]+/x$": "a", "^[b-d]+/x$": "b"}
    assert found(rewrite, "quay.io/b/x") == []
    assert len(found(rewrite, "docker.io/b/x")) == 1


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("^rancher/(.*)$", "rancher/x"),
        ("^app[.]v1/([^/]+)", "app.v1/x"),
        (".+", "x"),
        ("^a{2}$", ""),
        ("^(a|b)/", ""),
    ],
)
def test_a_sample_is_made_of_simple_patterns_only(pattern: str, name: str) -> None:
    assert sample(pattern) == name


@pytest.mark.parametrize(
    "pattern", ["^a", "(^a)", "(?i)^a", "(.*)", ".*/x", "^a|^b", "^(a|b)", "^[|]", "\\Aa", "^a\\|b"]
)
def test_what_begins_at_the_start_of_a_name_is_anchored(pattern: str) -> None:
    assert is_anchored(pattern)


@pytest.mark.parametrize("pattern", ["a", "", "(a)", "^a|b", "a|^b", "[^a]", "a^"])
def test_what_may_begin_anywhere_is_not(pattern: str) -> None:
    assert not is_anchored(pattern)


def test_very_many_rules_take_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0

    def replace_all(_engine: GoRegexp, text: str, _template: str) -> str:
        nonlocal tried
        tried += 1
        return text

    monkeypatch.setattr(GoRegexp, "replace_all", replace_all)
    assert found({f"^lib{number}/(.*)": "h/${1}" for number in range(3000)}) == []
    assert 100_000 < tried <= 300_000

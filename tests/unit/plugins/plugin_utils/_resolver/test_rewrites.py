# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rewrites make of a repository."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.rewrites import Rewritten, rewritten


def test_the_first_rule_that_changes_the_name_counts() -> None:
    assert rewritten("library/nginx", [("^quay/", "x/"), ("^library/(.*)", "hub/${1}")]) == Rewritten("hub/nginx")


def test_without_a_rule_that_matches_the_name_stays() -> None:
    assert rewritten("a/b", [("^x", "y")]) == Rewritten("a/b")


def test_several_rules_that_match_are_said_to_be_tried_in_random_order() -> None:
    name = rewritten("a/b", [("^a", "c"), ("b$", "d")])
    assert name.repository == "c/b"
    assert name.notes == ("rules are tried in random order: the repository could also become a/d",)


def test_rules_with_one_result_are_not_ambiguous() -> None:
    assert rewritten("a/b", [("^a", "c"), ("a", "c")]) == Rewritten("c/b")


def test_a_rule_that_go_refuses_is_skipped_and_named() -> None:
    name = rewritten("a/b", [("(", "x"), ("^a", "c")])
    assert (name.repository, name.notes) == (
        "c/b",
        ("the rewrite '(' is not a valid Go regular expression and is skipped",),
    )

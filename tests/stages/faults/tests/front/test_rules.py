# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rule answers a request."""

from __future__ import annotations

from tests.stages.faults.front.rules import Asked, Rule, Rulebook

HEAD = Asked("HEAD", "/v2/a/manifests/1", client="10.0.0.1")


def test_the_first_rule_that_fits_is_final() -> None:
    rules = Rulebook([Rule(path="/blobs/", status=404), Rule(method="HEAD", status=405), Rule(status=500)])
    assert [rule.status for rule in rules.applied(HEAD)] == [405]
    assert [rule.status for rule in rules.applied(Asked("GET", "/v2/"))] == [500]


def test_a_delay_lets_the_request_go_on() -> None:
    rules = Rulebook([Rule(delay=1), Rule(status=200)])
    assert [rule.delay or rule.status for rule in rules.applied(HEAD)] == [1, 200]


def test_no_rule_leaves_the_answer_to_the_registry() -> None:
    assert Rulebook([Rule(path="^/v2/$", status=404)]).applied(HEAD) == []


def test_rules_for_who_shows_credentials_and_who_does_not() -> None:
    rules = Rulebook([Rule(authorization="none", status=401), Rule(authorization="Bearer", status=403)])
    assert [rule.status for rule in rules.applied(HEAD)] == [401]
    assert [rule.status for rule in rules.applied(Asked("GET", "/", "bearer x"))] == [403]
    assert rules.applied(Asked("GET", "/", "Basic x")) == []


def test_a_rule_for_the_first_times_counts_by_client_and_path() -> None:
    rules = Rulebook([Rule(times=1, status=429)])
    assert [len(rules.applied(HEAD)) for _ in range(3)] == [1, 0, 0]
    assert rules.applied(Asked("HEAD", "/v2/a/manifests/2", client="10.0.0.1"))
    assert rules.applied(Asked("HEAD", "/v2/a/manifests/1", client="10.0.0.2"))

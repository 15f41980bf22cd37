# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A known issue is one finding with all its places."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.merge import merged
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.known_issues.test_check import issues_for
from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

REWRITE = {"endpoint": ["https://m.example"], "rewrite": {"^(.*)$": "hub/${1}"}}
TWO = parse_registries({"docker.io": REWRITE, "quay.io": REWRITE}, {})
PLACES = "registries_mirrors['docker.io'].rewrite, registries_mirrors['quay.io'].rewrite"


def test_an_issue_at_two_mirrors_is_one_finding_of_the_lint_with_both_places() -> None:
    found = [finding for finding in lint(lint_subject(TWO, "k3s", "v1.30.5")) if finding.id == "rewrite-token-scope"]
    assert [finding.where for finding in found] == [PLACES]


def test_what_is_reported_about_each_place_stays_before_the_effect() -> None:
    rules = {"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"}
    mirror = {"endpoint": ["https://m.example"], "rewrite": rules}
    three = {**mirror, "rewrite": {**rules, "^rancher/x(.*)": "c/${1}"}}
    registries = parse_registries({"docker.io": mirror, "quay.io": mirror, "ghcr.io": three}, {})
    found = [finding for finding in issues_for(registries, "k3s", "v1.34.1") if finding.id == "rewrite-order-random"]
    (one,) = merged(found)
    assert one.where.count("rewrite") == 3
    assert one.message.count("both change") == len({finding.message for finding in found}) > 1
    assert one.message.count("Each pull uses a random one") == 1


def test_issues_of_the_present_and_of_a_planned_version_stay_apart() -> None:
    first, second = issues_for(TWO, "k3s", "v1.30.5")
    planned = [replace(finding, message=f"With v1.29.1+k3s1: {finding.message}") for finding in (first, second)]
    found = merged([first, *planned, second])
    assert [finding.where for finding in found] == [PLACES, PLACES]
    assert found[1].message == f"With v1.29.1+k3s1: {first.message}"


def test_findings_of_two_sources_with_overlapping_places_are_one() -> None:
    first, second = issues_for(TWO, "k3s", "v1.30.5")
    (one,) = merged([*merged([first, second]), second])
    assert one.where == PLACES


def test_findings_of_rules_stay_at_their_places() -> None:
    registries = parse_registries(
        {name: {"endpoint": ["https://m.example/"]} for name in ("a.example", "b.example")}, {}
    )
    found = lint(lint_subject(registries, "k3s", "v1.34.1"))
    assert {finding.where for finding in merged(found)} == {finding.where for finding in found}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another version would break or mend, by the table of known issues."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import (
    broken_by_upgrade,
    fixed_by_upgrade,
    parse_target,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

WILDCARD = parse_registries({"*": {"endpoint": ["https://m.example:5000"]}}, {})


def subject(version: str | None, runtime: str = "rke2-agent") -> LintSubject:
    return lint_subject(WILDCARD, runtime, version)


def breaks(version: str | None, target: str) -> list[Finding]:
    return list(broken_by_upgrade(subject(version), parse_target(target)))


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("v1.32.2+rke2r1", "rke2"),
        (" v1.32.2-rke2r1 ", "rke2"),
        ("v1.32.2+k3s1", "k3s"),
        ("1.7.24", "containerd"),
        ("v2.1.4", "containerd"),
        ("28.5.1", "docker"),
    ],
)
def test_a_version_tells_whose_it_is(text: str, product: str) -> None:
    assert parse_target(text).product == product


@pytest.mark.parametrize("text", ["latest", "", "v1.32.2", "stable", "rke2"])
def test_what_is_no_version_of_a_product_is_refused_with_examples(text: str) -> None:
    with pytest.raises(PullproofError, match=r"preflight_target_version.*v1\.34\.1\+rke2r1"):
        parse_target(text)


def test_an_issue_that_only_the_target_has_is_named_and_an_error_if_it_stops_pulls() -> None:
    (finding,) = breaks("v1.31.4+rke2r1", "v1.32.2+rke2r1")
    assert (finding.id, finding.severity, finding.where) == ("wildcard-fallback", "error", "registries_mirrors['*']")
    assert finding.message.startswith("With v1.32.2+rke2r1: ")


def test_an_issue_that_runs_already_is_not_news() -> None:
    assert breaks("v1.31.6+rke2r1", "v1.32.2+rke2r1") == []


def test_without_a_running_version_all_of_the_target_is_named() -> None:
    assert "wildcard-fallback" in {finding.id for finding in breaks(None, "v1.32.2+rke2r1")}
    assert list(fixed_by_upgrade(subject(None), parse_target("v1.32.3+rke2r1"))) == []


def test_an_issue_that_the_target_mends_is_told_as_such() -> None:
    (finding,) = fixed_by_upgrade(subject("v1.32.2+rke2r1"), parse_target("v1.32.3+rke2r1"))
    assert (finding.id, finding.severity) == ("wildcard-fallback", "info")
    assert finding.message.startswith("Fixed in v1.32.3+rke2r1: ")
    assert breaks("v1.32.2+rke2r1", "v1.32.3+rke2r1") == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions and ranges of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import (
    InvalidVersionError,
    Version,
    VersionRange,
)

ORDERED = (
    "v1.9.30+k3s1",
    "v1.31.6-rc1+rke2r1",
    "v1.31.6-rc2+rke2r1",
    "v1.31.6+rke2r1",
    "v1.31.6+rke2r2",
    "v1.31.10+rke2r1",
    "2.0.2-k3s2",
)


def test_versions_are_in_the_order_of_their_numbers_and_candidates_come_first() -> None:
    versions = [Version.parse(text) for text in ORDERED]
    assert all(one < other for one, other in pairwise(versions))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v1.32.2+rke2r1", Version(1, 32, 2, revision=1)),
        ("v1.32.2+k3s2", Version(1, 32, 2, revision=2)),
        ("v2.0.2-k3s2", Version(2, 0, 2, revision=2)),
        ("1.7.24~ds1-1", Version(1, 7, 24)),
        ("2.1.0-beta.1", Version(2, 1, 0, "beta", 1)),
        ("1.6", Version(1, 6)),
    ],
)
def test_versions_are_read_as_products_and_packages_print_them(text: str, expected: Version) -> None:
    assert Version.parse(text) == expected


@pytest.mark.parametrize("text", ["", "latest", "stable", "v1", "-1.2"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(InvalidVersionError, match="is not a version such as"):
        Version.parse(text)


RANGE = VersionRange(("1.28.6", "1.29.1"), ("1.28.8", "1.30.2"))


@pytest.mark.parametrize(
    ("text", "affected"),
    [
        ("1.27.20", False),
        ("1.28.5", False),
        ("1.28.6", True),
        ("1.28.8", False),
        ("1.29.0", False),
        # No release of 1.29 is named as fixed, but an earlier branch is: it has the fix from its beginning.
        ("1.29.1", False),
        ("1.30.1", True),
        ("1.30.2", False),
        ("1.31.0", False),
    ],
)
def test_a_branch_without_a_bound_has_what_the_branch_before_it_has(text: str, affected: bool) -> None:
    assert RANGE.affects(Version.parse(text)) is affected


def test_a_branch_before_the_first_fixed_one_never_got_the_fix() -> None:
    assert VersionRange(fixed=("1.29.11", "1.30.7")).affects(Version.parse("1.28.99"))


def test_an_empty_range_is_every_version_known_or_not() -> None:
    assert VersionRange().affects(Version.parse("1.0.0"))
    assert VersionRange().affects(None)
    assert not RANGE.affects(None)
    assert not VersionRange(("1.33.2",)).affects(None)


def test_the_fix_is_that_of_the_same_branch_or_of_the_next_one() -> None:
    fixed = VersionRange(fixed=("1.32.3", "1.31.7"))
    assert fixed.fix_for(Version.parse("1.31.6")) == "v1.31.7"
    assert fixed.fix_for(Version.parse("1.32.2")) == "v1.32.3"
    assert fixed.fix_for(Version.parse("1.20.0")) == "v1.31.7"
    assert fixed.fix_for(None) == "v1.31.7"
    assert VersionRange().fix_for(Version.parse("1.31.6")) == ""


def test_a_range_says_itself_in_words() -> None:
    assert str(RANGE) == "since v1.28.6, v1.29.1, fixed in v1.28.8, v1.30.2"
    assert str(VersionRange()) == "no fix known"

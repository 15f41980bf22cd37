# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WWW-Authenticate headers as registries write them."""

from __future__ import annotations

import time

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import (
    Challenge,
    challenges_in,
    strongest,
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('Basic realm="a b"', [Challenge("basic", {"realm": "a b"})]),
        (
            'Bearer realm="https://t/token",service="s",scope="repository:a/b:pull,push"',
            [Challenge("bearer", {"realm": "https://t/token", "service": "s", "scope": "repository:a/b:pull,push"})],
        ),
        (
            "BEARER Realm=https://t, service=s",
            [Challenge("bearer", {"realm": "https://t", "service": "s"})],
        ),
        (
            'Basic realm="x", Bearer realm="https://t"',
            [Challenge("basic", {"realm": "x"}), Challenge("bearer", {"realm": "https://t"})],
        ),
        ('Basic realm="say \\"hi\\""', [Challenge("basic", {"realm": 'say "hi"'})]),
        ("Negotiate", [Challenge("negotiate", {})]),
        ("Negotiate, Basic realm=x", [Challenge("negotiate", {}), Challenge("basic", {"realm": "x"})]),
        ("Bearer  = x", []),
        ("", []),
        ('="', []),
    ],
)
def test_all_challenges_of_a_header(header: str, expected: list[Challenge]) -> None:
    assert list(challenges_in(header)) == expected


def test_bearer_is_answered_before_basic_wherever_it_stands() -> None:
    found = strongest(['Basic realm="x"', 'Bearer realm="https://t"'])
    assert found is not None and found.scheme == "bearer"


def test_what_containerd_does_not_know_is_no_challenge() -> None:
    assert strongest(["Negotiate", "Digest realm=x"]) is None
    assert strongest([]) is None


@pytest.mark.parametrize("header", ["Bearer realm=x" + " " * 30_000 + "=", "Bearer" + " ," * 15_000, "a " * 15_000])
def test_a_header_of_any_shape_is_read_at_once(header: str) -> None:
    started = time.process_time()
    list(challenges_in(header))
    assert time.process_time() - started < 0.5

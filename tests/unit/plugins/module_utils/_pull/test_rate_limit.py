# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A registry's rate limit: a proof takes nothing of it that the workloads would miss."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._pull.rate_limit import Budget

HUB, OTHER = "https://registry-1.docker.io/v2", "https://h:5000/v2"


def probe(remaining: str | None) -> Probe:
    facts = {} if remaining is None else {"ratelimit-remaining": remaining}
    return Probe("0", [Stage("v2", "passed"), Stage("manifest", "passed", facts=facts)])


def budget(remaining: str | None) -> Budget:
    made = Budget({"a": HUB, "b": HUB, "c": OTHER})
    made.learn(HUB, probe(remaining))
    return made


def test_with_less_left_than_is_needed_nothing_is_pulled_from_there() -> None:
    made = budget("1;w=21600")
    refused = made.claim("a")
    assert refused is not None
    assert "Observed: 1 pull(s) left. Expected: at least 2" in refused
    assert made.claim("b") is not None
    assert made.claim("c") is None


def test_with_enough_left_everything_is_pulled() -> None:
    made = budget("2")
    assert [made.claim(image) for image in ("a", "b", "c")] == [None, None, None]


def test_a_registry_without_a_limit_and_an_image_that_is_not_probed_are_free() -> None:
    made = budget(None)
    assert [made.claim(image) for image in ("a", "b", "unknown")] == [None, None, None]


def test_what_was_started_before_the_limit_was_known_is_needed_no_more() -> None:
    made = Budget({"a": HUB, "b": HUB})
    assert made.claim("a") is None
    made.learn(HUB, probe("1"))
    assert made.claim("b") is None


def test_a_registry_that_allows_a_number_of_any_length_does_not_end_the_proof() -> None:
    assert budget("9" * 5000).claim("a") is None

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outcomes of a node mean."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import (
    down,
    is_failure,
    merge_in_order,
    sentence,
)


def images(*references: object) -> list[Image]:
    return parse_images(references)[0]


def chosen(name: str, crictl: str | None = "/opt/crictl", active: str = "active") -> ChosenRuntime:
    facts: Any = {"crictl": crictl, "unit": {"active": active, "enabled": "enabled"}}
    return ChosenRuntime(RUNTIMES[name], facts)


def test_images_of_another_system_are_skipped_in_their_place() -> None:
    asked = images("a", {"image": "w", "os": "windows"}, "b")
    merged = merge_in_order(asked, "linux", [PullOutcome("a", "passed"), PullOutcome("b", "failed")])
    assert [outcome.image for outcome in merged] == ["a", "w", "b"]
    assert [outcome.state for outcome in merged] == ["passed", "skipped", "failed"]


@pytest.mark.parametrize(
    ("outcome", "required", "failure"),
    [
        (PullOutcome("a", "passed"), True, False),
        (PullOutcome("a", "skipped", "other_os"), True, False),
        (PullOutcome("a", "failed", "pull_failed"), False, True),
        (PullOutcome("a", "blocked", "runtime_down"), False, True),
        (PullOutcome("a", "blocked", "not_installed"), False, False),
        (PullOutcome("a", "blocked", "not_installed"), True, True),
    ],
)
def test_a_runtime_still_to_be_installed_is_a_failure_only_where_required(
    outcome: PullOutcome, required: bool, failure: bool
) -> None:
    assert is_failure(outcome, required) is failure


def test_an_installed_runtime_that_is_down_is_named_with_the_state_of_its_unit() -> None:
    outcome = down(images("a"), chosen("rke2-agent", None, "activating"))[0]
    assert (outcome.state, outcome.reason) == ("blocked", "runtime_down")
    assert "Checked: rke2-agent.service. Observed: activating, and no crictl." in str(outcome.error)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (
            [PullOutcome("a", "passed", proof="fresh"), PullOutcome("b", "passed", proof="manifest_only")],
            "2 of 2 images pulled on n1, 1 of them fresh",
        ),
        ([PullOutcome("a", "passed"), PullOutcome("b", "failed")], "1 of 2 images could not be pulled on n1"),
        (
            [PullOutcome("a", "passed"), PullOutcome("w", "skipped", "other_os")],
            "1 of 1 images pulled on n1, 0 of them fresh",
        ),
        (
            [PullOutcome("a", "blocked", "not_installed")],
            "1 images are blocked on n1: its container runtime is not installed",
        ),
        ([PullOutcome("a", "skipped", "check_mode")], "1 images would be pulled on n1"),
    ],
)
def test_a_task_says_in_one_sentence_what_happened(outcomes: list[PullOutcome], expected: str) -> None:
    assert sentence(outcomes, "n1") == expected

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcomes of the pulls of a node: without a pull, in the order of the images, as a failure, in one sentence.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    other_runtime_sentence,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image

NOT_INSTALLED = "not_installed"
OTHER_RUNTIME = "other_runtime"


def not_installed(images: Sequence[Image]) -> list[PullOutcome]:
    """The outcomes on a node whose runtime is still to be installed (day 0)."""
    words = "not installed: the node does not have this container runtime yet"
    return [PullOutcome(image.image, "blocked", NOT_INSTALLED, error=words) for image in images]


def other_runtime(images: Sequence[Image], requested: str, active: str) -> list[PullOutcome]:
    """The outcomes on a node on which another runtime is active than the requested one, which is not installed."""
    words = other_runtime_sentence(requested, active)
    return [PullOutcome(image.image, "blocked", OTHER_RUNTIME, error=words) for image in images]


def planned(images: Sequence[Image]) -> list[PullOutcome]:
    """The outcomes of check mode. The state of the runtime does not matter, because the run may change it."""
    return [PullOutcome(image.image, "skipped", "check_mode") for image in images]


def down(images: Sequence[Image], chosen: ChosenRuntime) -> list[PullOutcome]:
    """The outcomes on a node whose runtime is installed, but neither runs nor has brought its crictl yet."""
    unit = chosen.runtime.unit
    words = (
        f"Checked: {unit}. Observed: {chosen.facts['unit']['active'] if chosen.facts else 'absent'}, and no crictl. "
        f"Expected: active. Fix: find out what it waits for: {_log_of(chosen)}."
    )
    return [PullOutcome(image.image, "blocked", "runtime_down", error=words) for image in images]


def _log_of(chosen: ChosenRuntime) -> str:
    unit = chosen.runtime.unit
    return "its events in the Application log" if chosen.runtime.platform == "windows" else f"journalctl -u {unit}"


def merge_in_order(images: Sequence[Image], system: str, pulled: Sequence[PullOutcome]) -> list[PullOutcome]:
    """One outcome per image in the order of the variables. Images for another operating system are skipped."""
    answers: Iterator[PullOutcome] = iter(pulled)
    return [
        next(answers) if image.os == system else PullOutcome(image.image, "skipped", "other_os") for image in images
    ]


def is_failure(outcome: PullOutcome, required: bool) -> bool:
    """Whether an outcome is a failure. A runtime that is not installed yet is only a failure if it is ``required``."""
    return outcome.state == "failed" or (outcome.state == "blocked" and (required or outcome.reason != NOT_INSTALLED))


def sentence(outcomes: Sequence[PullOutcome], node: str) -> str:
    """What happened on a node, in one sentence."""
    own = [outcome for outcome in outcomes if outcome.reason != "other_os"]
    passed = [outcome for outcome in own if outcome.state == "passed"]
    would = [outcome for outcome in own if outcome.state == "skipped"]
    if would:
        return f"{len(would)} images would be pulled on {node}"
    if any(outcome.reason == NOT_INSTALLED for outcome in own):
        return f"{len(own)} images are blocked on {node}: its container runtime is not installed"
    if any(outcome.reason == OTHER_RUNTIME for outcome in own):
        return f"{len(own)} images are blocked on {node}: another container runtime is active"
    if len(passed) < len(own):
        return f"{len(own) - len(passed)} of {len(own)} images could not be pulled on {node}"
    fresh = sum(outcome.proof == "fresh" for outcome in passed)
    return f"{len(passed)} of {len(own)} images pulled on {node}, {fresh} of them fresh"

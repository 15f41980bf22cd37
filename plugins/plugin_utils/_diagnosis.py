# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an image can't be pulled: all evidence about it on one node, judged to one cause.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._cause_catalogue import UNKNOWN
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_choice import deciding
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_fault import Fault, cause_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_probe import fault_of_probe, is_healthy
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_words import Words, read_words
from ansible_collections.pullproof.registry.plugins.plugin_utils._evidence import Attempt, Evidence

_REASONS = {
    "runtime_down": "runtime_down",
    "crictl_absent": "runtime_down",
    "cri_disabled": "runtime_down",
    "not_installed": "not_installed",
    "disk_short": "disk_full",
    "digest_mismatch": "digest_differs",
    "rate_limited": "rate_limited",
}
_NODE_WORDS = ("disk_full", "store_read_only", "runtime_down")


@dataclass(frozen=True)
class Diagnosis:
    """The cause of a failed image (None: nothing failed), and what else is wrong though it decided nothing."""

    cause: Cause | None = None
    warnings: tuple[Cause, ...] = ()


def diagnose(evidence: Evidence) -> Diagnosis:
    """One cause per image that failed, most upstream first; never raises."""
    outcome = evidence.outcome
    if outcome is not None and outcome.state == "skipped":
        return Diagnosis()
    faults = tuple(_faults(evidence))
    if _is_served(evidence):
        return Diagnosis(None, _warnings(_before_the_serving_one(evidence, faults), evidence))
    fault = _reason(evidence, faults)
    rest = [other for other in faults if other.url != fault.url]
    return Diagnosis(cause_of(fault, evidence), _warnings(rest, evidence))


def _faults(evidence: Evidence) -> Iterator[Fault]:
    for attempt in evidence.attempts:
        fault = fault_of_probe(attempt)
        if fault is not None:
            yield fault


def _is_served(evidence: Evidence) -> bool:
    """Whether the image was pulled or, where nothing was pulled, would be."""
    if evidence.outcome is not None:
        return evidence.outcome.state == "passed"
    return any(is_healthy(attempt) for attempt in evidence.attempts)


def _before_the_serving_one(evidence: Evidence, faults: Sequence[Fault]) -> list[Fault]:
    """Endpoints after the one that served the image were not asked: what is wrong there is no news."""
    serving = next((attempt for attempt in evidence.attempts if is_healthy(attempt)), None)
    urls = [attempt.endpoint.url for attempt in evidence.attempts]
    limit = urls.index(serving.endpoint.url) if serving else len(urls)
    return [fault for fault in faults if fault.url in urls[:limit]]


def _reason(evidence: Evidence, faults: Sequence[Fault]) -> Fault:
    outcome = evidence.outcome
    error = (outcome.error if outcome else "") or ""
    code = _REASONS.get((outcome.reason if outcome else "") or "")
    words = read_words(error)
    if code:
        return Fault(code, error)
    if words and words.code in _NODE_WORDS:
        return Fault(words.code, error)
    if faults and not any(is_healthy(attempt) for attempt in evidence.attempts):
        return deciding(faults)
    return _by_words(evidence, words, error)


def _by_words(evidence: Evidence, words: Words | None, error: str) -> Fault:
    fault = Fault(words.code if words else UNKNOWN, error)
    return replace(fault, attempt=_named(evidence, words.host if words else ""))


def _named(evidence: Evidence, host: str) -> Attempt | None:
    attempts = evidence.attempts
    named = (attempt for attempt in attempts if host and host in attempt.endpoint.url)
    return next(named, attempts[0] if attempts else None)


def _warnings(faults: Sequence[Fault], evidence: Evidence) -> tuple[Cause, ...]:
    return tuple(cause_of(fault, evidence, "warning") for fault in faults)

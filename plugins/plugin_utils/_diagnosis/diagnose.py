# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Determines the cause why an image can't be pulled from all evidence of one node.

The node is checked first: a runtime that does not answer, a full disk, or a service that has not loaded the
configuration on disk. Then the deciding endpoint and its probe. If no probe found a fault, the message of the runtime
decides.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.changed_file import attributed
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.competing_rewrites import (
    competing_rewrites,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.deciding_endpoint import (
    ABSENT,
    OF_FALLBACK,
    deciding,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault, cause_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.mirrors import (
    has_unmanaged_source,
    hides_wildcard,
    ignored_mirror,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.node import node_fault, node_warnings
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.not_loaded import not_loaded
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.probe import (
    fault_of_probe,
    is_healthy,
    is_miss_of_peer,
    refined,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.certificate_dates import (
    ending_certificates,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.unusable_files import unusable_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.unexplained import (
    further,
    reported_fault,
    unexplained,
)


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
    faults = list(_faults(evidence))
    if _is_served(evidence):
        others = [*_before_the_serving_one(evidence, faults), *_of_node(evidence), *ending_certificates(evidence)]
        return Diagnosis(None, _warnings(others, evidence))
    fault = _reason(evidence, faults)
    others = [other for other in (*faults, *_of_node(evidence)) if _differs(other, fault)]
    warnings = _warnings([*others, *ending_certificates(evidence)], evidence)
    return Diagnosis(cause_of(attributed(fault, evidence), evidence), warnings)


def _faults(evidence: Evidence) -> Iterator[Fault]:
    for attempt in evidence.attempts:
        fault = fault_of_probe(attempt)
        if fault is not None and not (is_miss_of_peer(fault) and len(evidence.attempts) > 1):
            yield refined(fault, evidence)


def _is_served(evidence: Evidence) -> bool:
    """Whether the image was pulled or, where nothing was pulled, would be."""
    if evidence.outcome is not None:
        return evidence.outcome.state == "passed"
    return unusable_file(evidence) is None and any(is_healthy(attempt) for attempt in evidence.attempts)


def _before_the_serving_one(evidence: Evidence, faults: Sequence[Fault]) -> list[Fault]:
    """The faults of the endpoints before the one that served the image. The runtime did not use the later endpoints."""
    urls = [attempt.endpoint.url for attempt in evidence.attempts]
    healthy = (attempt.endpoint.url for attempt in evidence.attempts if is_healthy(attempt))
    serving = evidence.served_by if evidence.served_by in urls else next(healthy, None)
    requested = urls[: urls.index(serving)] if serving else urls
    return [fault for fault in faults if fault.url in requested]


def _reason(evidence: Evidence, faults: Sequence[Fault]) -> Fault:
    fault = node_fault(evidence)
    if fault is not None:
        return fault
    unusable = unusable_file(evidence)
    if unusable is not None:
        return unusable
    competing = competing_rewrites(evidence, faults, reported_fault(evidence))
    if competing is not None:
        return competing
    if any(is_healthy(attempt) for attempt in evidence.attempts):
        return unexplained(evidence, faults)
    fault = _deciding(evidence, faults)
    ignored = ignored_mirror(evidence)
    if ignored is not None and has_unmanaged_source(evidence):
        return ignored
    if ignored is not None and hides_wildcard(evidence) and fault.code not in (ABSENT | OF_FALLBACK):
        # With settings of its own, requests to the registry itself may be intended. Then its own fault counts.
        return not_loaded(fault, evidence) or fault
    return not_loaded(fault, evidence) or ignored or fault


def _deciding(evidence: Evidence, faults: Sequence[Fault]) -> Fault:
    if not faults:
        return refined(reported_fault(evidence), evidence)
    fault = deciding(faults)
    found = further(fault, evidence)
    return fault if found is fault else refined(found, evidence)


def _of_node(evidence: Evidence) -> list[Fault]:
    ignored = ignored_mirror(evidence)
    return [*node_warnings(evidence), *([ignored] if ignored else [])]


def _differs(other: Fault, fault: Fault) -> bool:
    # Without a process there is no environment, so that nothing could go through a proxy.
    if fault.code == "runtime_down" and other.code == "direct_but_should_not":
        return False
    return other.code != fault.code and (not other.attempt or other.stage is None or other.stage is not fault.stage)


def _warnings(faults: Sequence[Fault], evidence: Evidence) -> tuple[Cause, ...]:
    return tuple(cause_of(attributed(fault, evidence), evidence, "warning") for fault in faults)

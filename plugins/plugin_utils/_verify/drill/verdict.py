# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outcome of a drill means.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import DrillOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.choice import (
    FAILED,
    NEVER_CONTACT,
    PASSED,
    SKIPPED,
    PlannedDrill,
    Verdict,
)

_URL = re.compile(r"https?://[^\s\"'\\<>]+")


def result_of(planned: PlannedDrill, outcome: DrillOutcome) -> dict[str, Any]:
    """One entry of ``drills`` in the result of the module."""
    served_by = "" if planned.verdict or outcome.skipped else _served_by(planned, outcome)
    verdict = planned.verdict or _verdict(planned, outcome, served_by)
    return {
        "kind": planned.kind,
        "registry": planned.registry,
        "image": planned.image,
        "state": verdict.state,
        "sentence": verdict.sentence,
        "unreachable": [endpoint.url for endpoint in planned.unreachable],
        "served_by": served_by,
        "seconds": outcome.seconds,
        "dial_timeout": planned.unreachable[0].dial_timeout if planned.unreachable else "",
        "left_behind": list(outcome.left_behind),
    }


def _verdict(planned: PlannedDrill, outcome: DrillOutcome, served_by: str) -> Verdict:
    if outcome.skipped:
        return Verdict(SKIPPED, f"{planned.registry}: {outcome.skipped}")
    if planned.kind == NEVER_CONTACT:
        return _of_contact(planned, outcome)
    without = f"without {planned.unreachable[0].url}, " if planned.unreachable else ""
    if outcome.error is None:
        served = f"{served_by} served" if served_by else "an endpoint that the log does not show served"
        return Verdict(PASSED, f"{planned.registry}: {without}{served} {planned.image}")
    return Verdict(FAILED, f"{planned.registry}: {without}{planned.image} was not served: {_errors(planned, outcome)}")


def _of_contact(planned: PlannedDrill, outcome: DrillOutcome) -> Verdict:
    """Each host of the file was unreachable. If containerd then contacts the registry itself, it is not avoided."""
    if outcome.error is None:
        what = "was pulled although no host of the file was reachable: containerd does not use the file"
        return Verdict(FAILED, f"{planned.registry}: {planned.image} {what}")
    if planned.drill and planned.drill.registry in _contacted(outcome):
        return Verdict(FAILED, f"{planned.registry} is contacted if no other endpoint of it is reachable")
    return Verdict(PASSED, f"{planned.registry} is not contacted")


def _contacted(outcome: DrillOutcome) -> set[str]:
    urls = _URL.findall(outcome.error or "")
    return {*(line.host for line in outcome.log), *map(host_of, urls)}


def _served_by(planned: PlannedDrill, outcome: DrillOutcome) -> str:
    """The first endpoint without an error in the log. containerd tries them in their order."""
    if outcome.error is not None:
        return ""
    failed = {line.host for line in outcome.log if line.error and line.level != "debug"}
    return next((one.url for one in planned.endpoints if host_of(one.url) not in failed), "")


def _errors(planned: PlannedDrill, outcome: DrillOutcome) -> str:
    """The error of each endpoint in the log. The pull itself has the error of the unreachable endpoint only."""
    lines = {line.host: line.error for line in outcome.log if line.error}
    found = [f"{one.url}: {lines[host]}" for one in planned.endpoints if (host := host_of(one.url)) in lines]
    return _with_real_names(planned, outcome, "; ".join(found) or outcome.error or "")


def _with_real_names(planned: PlannedDrill, outcome: DrillOutcome, words: str) -> str:
    """The words of the runtime with the name of the real registry."""
    real = planned.drill.image.partition("/")[0] if planned.drill else planned.registry
    synthetic = planned.drill.registry if planned.drill else ""
    named = words.replace(synthetic, real) if synthetic else words
    return named.replace(outcome.address, "the unreachable address") if outcome.address else named

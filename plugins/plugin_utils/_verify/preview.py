# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a node would be able to pull once the variables are written: from probes alone.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis, diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import VARIABLES
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

WOULD_FAIL = "would_fail"


def probe_arguments(arguments: Mapping[str, Any], anchors: Sequence[str]) -> dict[str, Any]:
    """The options for the probes, as of the variables."""
    rest = {"workers": 8, "timeout": 10, "blobs": True}
    return {**arguments, **rest, "source": VARIABLES, "ca_certificates": list(anchors)}


def preview(
    explanations: Sequence[Explanation],
    asked: Sequence[ProbeTarget],
    probes: Sequence[Probe],
    registries: Registries,
    anchors: Sequence[str],
    now: float,
    judges_as_go: bool = True,
) -> Iterator[ImageResult]:
    """One per image that is a reference; ``probes`` are those of ``asked``, ``judges_as_go`` that of their context."""
    for explanation in explanations:
        attempts = [(one, probe) for one, probe in zip(asked, probes, strict=True) if one.explanation is explanation]
        runtime = [(one, probe) for one, probe in attempts if one.view is explanation.runtime]
        evidence = Evidence(
            reference=explanation.reference,
            view=explanation.runtime,
            probes=[probe for _one, probe in runtime],
            wanted=explanation.runtime,
            registries=registries,
            context=NodeState(judges_as_go=judges_as_go),
            anchors=tuple(anchors),
            now=now,
        )
        diagnosis = diagnose(evidence)
        serving = next((one.endpoint.url for one, probe in runtime if probe.fault is None), "")
        yield ImageResult(explanation.reference, _outcome(explanation.image, diagnosis), diagnosis, serving, attempts)


def _outcome(image: str, diagnosis: Diagnosis) -> PullOutcome:
    if diagnosis.cause is None:
        return PullOutcome(image, "passed")
    return PullOutcome(image, "failed", WOULD_FAIL, error=diagnosis.cause.observed)

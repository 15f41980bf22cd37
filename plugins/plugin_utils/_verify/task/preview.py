# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a node would be able to pull once the variables are written: from probes alone.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis, diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import (
    plan_of,
    probe_arguments,
    probe_targets,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode

WOULD_FAIL = "would_fail"


@dataclass(frozen=True)
class Preview:
    """The expected results of the images, the time that the probes took, and warnings."""

    chosen: ChosenRuntime
    judged: Sequence[ImageResult]
    seconds: float
    warnings: Sequence[str] = ()


def preview_on_linux(
    images: Sequence[Image],
    registries: Registries,
    arguments: Mapping[str, Any],
    node: LinuxNode,
    anchors: Sequence[str],
) -> Preview:
    """One remote call; the runtime need not be installed. Parameters as those of `verify`. Raises PullproofError."""
    options = probe_arguments(arguments, images, anchors)
    chosen = choose_runtime(options["runtime"], node.observation())
    explanations, targets = probe_targets(registries, options, chosen, None)
    answer = node.run("internal.probe", {"plan": encode_probe_plan(plan_of(targets, options))})
    probes = [probe_of(raw) for raw in answer["probes"]]
    known = {"product": chosen.runtime.product, "expiry_warning_days": arguments["expiry_warning_days"]}
    judged = list(preview(explanations, targets, probes, registries, anchors, time.time(), **known))
    return Preview(chosen, judged, answer["seconds"])


def preview(
    explanations: Sequence[Explanation],
    targets: Sequence[ProbeTarget],
    probes: Sequence[Probe],
    registries: Registries,
    anchors: Sequence[str],
    now: float,
    judges_as_go: bool = True,
    product: str = "",
    expiry_warning_days: int = 0,
) -> Iterator[ImageResult]:
    """One result per valid image; ``probes`` are the probes of ``targets``. ``judges_as_go``: see `NodeState`,
    ``product`` and ``expiry_warning_days``: see `Evidence`.
    """
    for explanation in explanations:
        attempts = [(one, probe) for one, probe in zip(targets, probes, strict=True) if one.explanation is explanation]
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
            product=product,
            expiry_warning_days=expiry_warning_days,
        )
        healthy = next((one.endpoint.url for one, probe in runtime if probe.fault is None), "")
        yield _result(explanation, diagnose(evidence), healthy, attempts)


def _result(
    explanation: Explanation, diagnosis: Diagnosis, served_by: str, attempts: Sequence[tuple[ProbeTarget, Probe]]
) -> ImageResult:
    outcome = _outcome(explanation.image, diagnosis)
    return ImageResult(explanation.reference, outcome, diagnosis, served_by, attempts)


def _outcome(image: str, diagnosis: Diagnosis) -> PullOutcome:
    if diagnosis.cause is None:
        return PullOutcome(image, "passed")
    return PullOutcome(image, "failed", WOULD_FAIL, error=diagnosis.cause.observed)

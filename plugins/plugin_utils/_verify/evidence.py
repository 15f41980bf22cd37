# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a node answered to the evidence about each image, and to its diagnosis.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, probe_of
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis, diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import View
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import Expectation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.served_by import (
    has_image,
    lines_about,
    serving_endpoint,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget


@dataclass(frozen=True)
class ImageResult:
    """The result of one image: its pull, the diagnosis, the endpoint that served it, and the probed endpoints."""

    reference: str
    outcome: PullOutcome
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    served_by: str = ""
    attempts: Sequence[tuple[ProbeTarget, Probe | None]] = ()


@dataclass(frozen=True)
class NodeEvidence:
    """What a node's answer adds to the expectation: all that the images have in common."""

    expectation: Expectation
    context: NodeState = field(default_factory=NodeState)
    probes: Mapping[str, Probe] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    anchors: tuple[str, ...] = ()
    now: float = 0.0
    expiry_warning_days: int = 0

    @classmethod
    def of(
        cls,
        expectation: Expectation,
        context: NodeState,
        answer: Mapping[str, Any],
        anchors: Sequence[str],
        now: float,
        expiry_warning_days: int = 0,
    ) -> NodeEvidence:
        """From the result of ``internal.pull``."""
        probes = [probe_of(raw) for raw in answer["probes"]]
        lines = tuple(LogLine(**raw) for raw in answer["log"])
        by_id = {probe.id: probe for probe in probes}
        return cls(expectation, context, by_id, lines, tuple(anchors), now, expiry_warning_days)

    def judge(self, image: Image, outcome: PullOutcome) -> ImageResult:
        """The diagnosis of one pull."""
        reference = str(image.reference)
        view = self.expectation.actual_view(reference)
        attempts = self._attempts(reference, view)
        is_stale = bool(self.context.pending_roles or self.context.environment_differs)
        log = tuple(lines_about(self.log, attempts, self._others(reference), is_stale=is_stale))
        served_by = serving_endpoint(attempts, log) if outcome.state == "passed" else ""
        evidence = replace(
            self._evidence(reference, view, self.expectation.wanted_view(reference), attempts),
            outcome=outcome,
            environment=self.expectation.process,
            log=log,
            served_by=served_by,
        )
        return ImageResult(reference, outcome, diagnose(evidence), served_by, attempts)

    def judge_bootstrap_image(self, image: Image) -> ImageResult:
        """The diagnosis of an image that RKE2 pulls at its start. It is only probed, not pulled."""
        reference = str(image.reference)
        view, wanted = self.expectation.bootstrap_views(reference)
        attempts = self._attempts(reference, view)
        diagnosis = diagnose(self._evidence(reference, view, wanted, attempts))
        outcome = PullOutcome(image.image, "skipped", "probed")
        if diagnosis.cause is not None:
            outcome = PullOutcome(image.image, "failed", "would_fail", error=diagnosis.cause.observed)
        return ImageResult(reference, outcome, diagnosis, "", attempts)

    def _attempts(self, reference: str, view: View | None) -> list[tuple[ProbeTarget, Probe | None]]:
        program = view.program if view else ""
        return [
            (one, self.probes.get(one.target.id))
            for one in self.expectation.targets
            if one.explanation.reference == reference and one.view.program == program
        ]

    def _others(self, reference: str) -> dict[str, list[bool]]:
        """The hosts of the endpoints of other images, and whether the endpoints have those images."""
        found: dict[str, list[bool]] = {}
        for one in self.expectation.targets:
            if one.explanation.reference != reference:
                available = has_image(self.probes.get(one.target.id))
                found.setdefault(host_of(one.endpoint.url), []).append(available)
        return found

    def _evidence(
        self,
        reference: str,
        view: View | None,
        wanted: View | None,
        attempts: Sequence[tuple[ProbeTarget, Probe | None]],
    ) -> Evidence:
        return Evidence(
            reference=reference,
            view=view,
            probes=[probe for _target, probe in attempts],
            wanted=wanted,
            registries=self.expectation.registries,
            context=self.context,
            anchors=self.anchors,
            unit=self.expectation.chosen.runtime.unit,
            product=self.expectation.chosen.runtime.product,
            now=self.now,
            expiry_warning_days=self.expiry_warning_days,
        )

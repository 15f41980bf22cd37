# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has a node pull and probe, and judges what it answers.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from collections.abc import Sequence
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import ProbePlan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import (
    PullOutcome,
    PullPlan,
    encode_pull_plan,
    result_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime,
    other_active_runtime,
    runtime_expected_to_run,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.node_checks import NodeCheck
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.system_images import system_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult, NodeEvidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import (
    Expectation,
    expected_pulls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import checks, context_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import (
    down,
    not_installed,
    other_runtime,
    planned,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP_IMAGE
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.request import (
    access_of,
    has_client,
    is_up,
    wanted_pulls,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode

Facts = dict[str, t.Any]

EMPTY: Facts = {
    **result_of([]),
    "left_behind": [],
    "seconds": 0.0,
    "probes": [],
    "log": [],
    "room": None,
    "memory_mb": 0.0,
}


@dataclass(frozen=True)
class VerifyResult:
    """The result of the images of a node.

    ``raw`` is the result of ``internal.pull``, or its substitute if the node was not called. ``system_images`` are
    images of the system that were pulled after the images of the caller, ``bootstrap_images`` the results of images
    that only RKE2's bootstrap pulls, ``context`` the checks of the node.
    """

    raw: Facts
    chosen: ChosenRuntime | None = None
    evidence: NodeEvidence | None = None
    context: list[dict[str, str]] = field(default_factory=list)
    system_images: tuple[Image, ...] = ()

    @property
    def outcomes(self) -> list[PullOutcome]:
        """One per image of the caller."""
        return [PullOutcome(**entry) for entry in self.raw["pulls"]]

    @property
    def bootstrap_images(self) -> list[ImageResult]:
        """What RKE2 would get of its own images."""
        evidence = self.evidence
        images = evidence.expectation.bootstrap_images if evidence else ()
        return [evidence.judge_bootstrap_image(image) for image in images] if evidence else []

    def judge(self, image: Image, outcome: PullOutcome) -> ImageResult:
        """The diagnosis of one pull."""
        if self.evidence is not None:
            return self.evidence.judge(image, outcome)
        reference = str(image.reference)
        return ImageResult(reference, outcome, diagnose(Evidence(reference, outcome)))


def verify(
    images: Sequence[Image],
    registries: Registries,
    arguments: t.Mapping[str, t.Any],
    node: LinuxNode,
    anchors: Sequence[str],
    check_mode: bool,
) -> VerifyResult:
    """Have the node pull the images, all of its system. ``arguments`` are the options of ``image_pull``, ``anchors``
    CA certificates as PEM. Raises PullproofError.
    """
    requested = arguments["runtime"]
    active = other_active_runtime(requested, node.observation())
    if active:
        return VerifyResult(instead(other_runtime(images, requested, active)))
    chosen = runtime_expected_to_run(requested, node.observation())
    if chosen is None:
        return VerifyResult(instead(not_installed(images)))
    if check_mode:
        return VerifyResult(instead(planned(images)), chosen)
    chosen = _with_client(chosen, arguments, node)
    additional, bootstrap = of_system(chosen, arguments)
    expectation = expected_pulls([*images, *additional], bootstrap, registries, arguments, chosen)
    raw = _pull([*images, *additional], expectation, arguments, node)
    context = context_of(expectation, node.observation(), raw["room"])
    evidence = NodeEvidence.of(expectation, context, raw, anchors, time.time(), arguments["expiry_warning_days"])
    found = [*checks(context, expectation), *_debug_check(chosen, arguments)]
    return VerifyResult(raw, chosen, evidence, found, additional)


def _with_client(chosen: ChosenRuntime, arguments: t.Mapping[str, t.Any], node: LinuxNode) -> ChosenRuntime:
    """Query the node again if there was no client: RKE2 installs its crictl at its first start."""
    if has_client(chosen):
        return chosen
    node.invalidate()
    return choose_runtime(arguments["runtime"], node.observation())


def _pull(
    images: Sequence[Image], expectation: Expectation, arguments: t.Mapping[str, t.Any], node: LinuxNode
) -> Facts:
    chosen = expectation.chosen
    if not has_client(chosen) and not is_up(chosen):
        return instead(down(images, chosen))
    return node.run("internal.pull", {"plan": encode_pull_plan(pull_plan(images, expectation, arguments))})


def _debug_check(chosen: ChosenRuntime, arguments: t.Mapping[str, t.Any]) -> list[dict[str, str]]:
    if not arguments["debug"]:
        return []
    refusal = debug_refusal(chosen)
    return [NodeCheck.DEBUG_LEVEL.result(not refusal, refusal)]


def pull_plan(images: Sequence[Image], expectation: Expectation, arguments: t.Mapping[str, t.Any]) -> PullPlan:
    """The plan of the pulls and of the probes during the pulls."""
    access = access_of(expectation.chosen)
    probes = ProbePlan(
        targets=[one.target for one in expectation.targets],
        connect_seconds=arguments["connect_timeout"],
        retries=arguments["retries"],
    )
    return PullPlan(
        runtime=access,
        images=wanted_pulls(images, expectation.registries.configs, access.kind, expectation.target_ids()),
        workers=arguments["parallel"],
        seconds=arguments["timeout"],
        min_free_mb=arguments["min_free_mb"],
        cleanup=arguments["cleanup"],
        retries=arguments["retries"],
        jitter=arguments["jitter"],
        debug=arguments["debug"] and not debug_refusal(expectation.chosen),
        probes=probes if arguments["probe"] else None,
    )


def debug_refusal(chosen: ChosenRuntime) -> str:
    """Why the runtime's log level is not raised for the pulls; empty where it is."""
    if chosen.runtime.product != "docker":
        return "not raised: containerd changes its log level only at a restart, which would disrupt the node"
    if chosen.facts and (chosen.facts["reload"]["pending"] or chosen.facts["restart"]["pending"]):
        return "not raised: daemon.json has pending changes, and a reload would load them as well"
    return ""


def of_system(chosen: ChosenRuntime, arguments: t.Mapping[str, t.Any]) -> tuple[tuple[Image, ...], tuple[Image, ...]]:
    """The images of the runtime itself: images that it pulls, and images that RKE2's bootstrap pulls."""
    if not arguments["system_images"]:
        return (), ()
    versions = (chosen.version or "", arguments["target_version"])
    references = system_images(chosen.runtime, versions, arguments["system_default_registry"])
    images = [Image(reference, Reference.parse(reference)) for reference in references]
    bootstrap = tuple(image for image in images if image.reference.name.endswith(f"/{BOOTSTRAP_IMAGE}"))
    return tuple(image for image in images if image not in bootstrap), bootstrap if arguments["probe"] else ()


def instead(outcomes: Sequence[PullOutcome]) -> Facts:
    """The substitute for the result of ``internal.pull`` if the node is not called."""
    return {**EMPTY, **result_of(outcomes)}

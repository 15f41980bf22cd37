# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a node would be able to pull once the variables are written: from probes alone.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe_plan import Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._cause_groups import group_causes
from ansible_collections.pullproof.registry.plugins.plugin_utils._cause_table import cause_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis import Diagnosis, diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._evidence import Context, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._page import counted
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_request import VARIABLES
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_targets import Asked
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._verdict import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_evidence import Judged

WOULD_FAIL = "would_fail"


def probe_arguments(arguments: Mapping[str, Any], anchors: Sequence[str]) -> dict[str, Any]:
    """The options for the probes, as of the variables."""
    rest = {"workers": 8, "timeout": 10, "blobs": True}
    return {**arguments, **rest, "source": VARIABLES, "ca_certificates": list(anchors)}


def preview(
    explanations: Sequence[Explanation],
    asked: Sequence[Asked],
    probes: Sequence[Probe],
    registries: Registries,
    anchors: Sequence[str],
    now: float,
    judges_as_go: bool = True,
) -> Iterator[Judged]:
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
            context=Context(judges_as_go=judges_as_go),
            anchors=tuple(anchors),
            now=now,
        )
        diagnosis = diagnose(evidence)
        serving = next((one.endpoint.url for one, probe in runtime if probe.fault is None), "")
        yield Judged(explanation.reference, _outcome(explanation.image, diagnosis), diagnosis, serving, attempts)


def _outcome(image: str, diagnosis: Diagnosis) -> PullOutcome:
    if diagnosis.cause is None:
        return PullOutcome(image, "passed")
    return PullOutcome(image, "failed", WOULD_FAIL, error=diagnosis.cause.observed)


def preview_lines(hosts: Sequence[HostPulls]) -> list[str]:
    """The causes, each once, and the sum."""
    pulls = [pull for host in hosts for pull in host.pulls]
    passed = sum(pull.state == "passed" for pull in pulls)
    closing = (
        f"{passed} of {len(pulls)} pulls would succeed on {counted(len(hosts), 'node')}, by probes; nothing was pulled"
    )
    return [*cause_lines(group_causes(hosts)), closing]

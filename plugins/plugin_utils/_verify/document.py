# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verification document: all that became known of a node, as plain values without a secret.

Its shape is docs/report.schema.json. This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

Document = dict[str, Any]


def runtime_of(chosen: ChosenRuntime | None) -> dict[str, str]:
    """The name and version of the runtime; empty if none is installed yet."""
    return {"name": chosen.runtime.name if chosen else "", "version": (chosen.version if chosen else "") or ""}


def image_of(judged: ImageResult) -> dict[str, Any]:
    """One entry of ``images``."""
    outcome, cause = judged.outcome, judged.diagnosis.cause
    return {
        **asdict(outcome),
        "reference": judged.reference,
        "served_by": judged.served_by,
        "cause": asdict(cause) if cause else None,
        "warnings": [asdict(warning) for warning in judged.diagnosis.warnings],
        "endpoints": [_endpoint(target, probe) for target, probe in judged.attempts],
    }


def document(
    host: str, chosen: ChosenRuntime | None, images: Sequence[ImageResult], context: list[dict[str, str]], **rest: Any
) -> Document:
    """The document of one host; ``rest`` are ``started`` and ``seconds``."""
    return {
        "host": host,
        "runtime": runtime_of(chosen),
        "os": chosen.runtime.platform if chosen else "linux",
        **rest,
        "images": [image_of(judged) for judged in images],
        "context": context,
        "disruption": [],
    }


def host_pulls(host: str, judged: Sequence[ImageResult], images: Sequence[Mapping[str, Any]]) -> HostPulls:
    """The results of one host for the console; ``images`` are their entries in the document."""
    diagnoses = [
        ImageDiagnosis(one.diagnosis.cause, one.diagnosis.warnings, image["endpoints"])
        for one, image in zip(judged, images, strict=True)
    ]
    return HostPulls(host, [one.outcome for one in judged], diagnoses)


def _endpoint(target: ProbeTarget, probe: Probe | None) -> dict[str, Any]:
    endpoint = target.endpoint
    return {
        "program": target.view.program,
        "url": endpoint.url,
        "repository": endpoint.repository,
        "credential_key": endpoint.credential_key,
        "ca": endpoint.ca,
        "route": str(endpoint.route),
        "stages": [
            {"name": one.name, "state": one.state, "fault": one.fault, "observed": one.observed, "ms": one.ms}
            for one in (probe.stages if probe else ())
        ],
    }

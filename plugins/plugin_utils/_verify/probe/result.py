# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probes found, as plain values and as a table for people.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget


def entries(targets: Iterable[ProbeTarget], probes: Iterable[Probe]) -> list[dict[str, Any]]:
    """One entry per endpoint of an image, as `registry_probe_info` returns it."""
    return [_entry(one, probe) for one, probe in zip(targets, probes, strict=True)]


def table(found: Sequence[dict[str, Any]], explanations: Iterable[Explanation]) -> list[str]:
    """At most 100 columns: per image its endpoints in order, with what stopped each."""
    lines = []
    for explanation in explanations:
        if explanation.error:
            lines += [*hanging(explanation.image, ""), *hanging(f"no endpoint: {explanation.error}", "  ")]
    for reference, group in groupby(found, key=lambda entry: entry["reference"]):
        lines += hanging(reference, "")
        for number, entry in enumerate(group, 1):
            lines += hanging(f"{number} {_sentence(entry)}", "  ")
    return lines


def sentence(found: Sequence[dict[str, Any]]) -> str:
    """The outcome in a sentence."""
    passed = sum(entry["state"] == "passed" for entry in found)
    images = len({entry["reference"] for entry in found})
    return f"{passed} of {len(found)} endpoint(s) of {images} image(s) passed"


def _entry(one: ProbeTarget, probe: Probe) -> dict[str, Any]:
    fault = probe.fault
    proxy = next(stage for stage in probe.stages if stage.name == "proxy")
    route = str(one.endpoint.route) if proxy.state == "blocked" else proxy.observed
    return {
        "image": one.explanation.image,
        "reference": one.explanation.reference,
        "program": one.view.program,
        "url": one.endpoint.url,
        "repository": one.endpoint.repository,
        "credential_key": one.endpoint.credential_key,
        "ca": one.endpoint.ca,
        "route": route,
        "state": _state(one, probe),
        "fault": fault.fault if fault else "",
        "stage": fault.name if fault else "",
        "observed": fault.observed if fault else "",
        "stages": [asdict(stage) for stage in probe.stages],
    }


def _state(one: ProbeTarget, probe: Probe) -> str:
    """An endpoint that can't be probed (behind a proxy of another kind) did neither pass nor fail."""
    if probe.fault:
        return "failed"
    last = "manifest" if one.target.version else "v2"
    return next(stage.state for stage in probe.stages if stage.name == last)


def _sentence(entry: dict[str, Any]) -> str:
    where = f"{entry['program']} {entry['url']} as {entry['repository']}"
    if entry["state"] == "passed":
        return f"{where}: passed in {sum(stage['ms'] for stage in entry['stages'])} ms"
    if entry["state"] == "skipped":
        return f"{where}: not probed: {entry['route']}"
    return f"{where}: FAILED at {entry['stage']} ({entry['fault']}): {entry['observed']}"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a Windows node would be able to pull once the variables are written: from probes by its curl.exe alone.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import certificate_contents
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import containerd_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import certificate_folder
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import environment_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.preview import preview
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import asked_of, intended_proxies
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    RUNTIME,
    Agent,
    as_seen,
    query_agent,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ChosenService,
    runtime_with_places,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import FutureTrust
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.probe import Way, probe_from_windows

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
    from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult

TRUST_UNKNOWN = "trust_unknown"


@dataclass(frozen=True)
class Preview:
    """What would become of the images, and what to warn of."""

    chosen: ChosenRuntime
    judged: Sequence[ImageResult]
    warnings: Sequence[str]


def preview_on_windows(
    options: Mapping[str, Any], registries: Registries, anchors: Sequence[str], node: WindowsNode
) -> Preview:
    """Two to five remote calls, more where CA certificates are to come; ``options`` are those of the probes.

    Raises PullproofError.
    """
    agent = query_agent(node, options["runtime"])
    chosen = _chosen(agent)
    explanations, asked = asked_of(options, chosen, None)
    asked = tuple(one for one in asked if one.view.program != BOOTSTRAP)
    coming = FutureTrust(
        anchors,
        certificate_contents(registries, certificate_folder(RUNTIME.product)),
        datetime.datetime.now(datetime.UTC),
    )
    environment = _environment(agent, chosen, options)
    way = Way(registries, environment, agent.build, float(options["connect_timeout"]), coming)
    probes = [probe_of(raw) for raw in probe_from_windows(node, asked, way)]
    found = preview(explanations, asked, probes, registries, anchors, time.time(), judges_as_go=False)
    return Preview(chosen, [_as_known(one, coming) for one in found], _warnings(coming))


def _chosen(agent: Agent) -> ChosenRuntime:
    service = ChosenService(RUNTIME, agent.service or RUNTIME.unit, bool(agent.service))
    return ChosenRuntime(runtime_with_places(service), as_seen(agent) if agent.service else None)


def _environment(agent: Agent, chosen: ChosenRuntime, options: Mapping[str, Any]) -> dict[str, str]:
    """What others have in the service's variables stays, but for the proxies that the variables decide about."""
    handed = containerd_environment(agent.environment)
    return {**handed, **intended_proxies(containerd_environment(environment_of(options, chosen.runtime)), options)}


def _as_known(judged: ImageResult, coming: FutureTrust) -> ImageResult:
    """No verdict where the node's curl.exe could not show whom it would trust."""
    cause = judged.diagnosis.cause
    if cause is None or cause.code != "tls_unknown_ca" or not coming.unknown:
        return judged
    outcome = replace(judged.outcome, state="skipped", reason=TRUST_UNKNOWN)
    return replace(judged, outcome=outcome, diagnosis=Diagnosis(None, judged.diagnosis.warnings))


def _warnings(coming: FutureTrust) -> list[str]:
    if not coming.unknown:
        return []
    return [
        f"Whether {', '.join(sorted(coming.unknown))} will be trusted after the change is not known: the node's "
        "curl.exe shows no certificates (7.88 and later do)."
    ]

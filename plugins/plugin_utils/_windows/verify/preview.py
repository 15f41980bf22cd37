# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a Windows node could pull images after the variables are applied, from probes with its curl.exe.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import probe_of
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    containerd_environment,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import certificate_contents
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import environment_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import (
    intended_proxies,
    probe_arguments,
    probe_targets,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.preview import (
    Preview,
    preview,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    RUNTIME,
    Agent,
    query_agent,
    runtime_facts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ChosenService,
    with_environment_value,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import FutureTrust
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.probe import probe_on_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.requests import RequestSettings

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
    from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
    from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult

TRUST_UNKNOWN = "trust_unknown"


def preview_on_windows(
    images: Sequence[Image],
    registries: Registries,
    arguments: Mapping[str, Any],
    node: WindowsNode,
    anchors: Sequence[str],
) -> Preview:
    """Two to five remote calls, more if CA certificates are not installed yet. The parameters are those of
    `verify_on_windows`. Raises PullproofError.
    """
    started = time.time()
    options = probe_arguments(arguments, images, anchors)
    agent = query_agent(node, options["runtime"])
    chosen = _chosen(agent)
    explanations, targets = probe_targets(registries, options, chosen, None)
    targets = tuple(one for one in targets if one.view.program != BOOTSTRAP)
    future_trust = _future_trust(registries, anchors)
    environment = _environment(agent, chosen, options)
    settings = RequestSettings.of(
        agent, registries, environment, float(options["connect_timeout"]), future_trust=future_trust
    )
    probes = [probe_of(raw) for raw in probe_on_windows(node, targets, settings)]
    now, product = time.time(), RUNTIME.product
    found = preview(explanations, targets, probes, registries, anchors, now, judges_as_go=False, product=product)
    judged = [_as_known(one, future_trust) for one in found]
    warnings = [] if TRUST_UNKNOWN in arguments["skip"] else _warnings(future_trust)
    return Preview(chosen, judged, round(time.time() - started, 1), warnings)


def _future_trust(registries: Registries, anchors: Sequence[str]) -> FutureTrust:
    contents = certificate_contents(registries, certificate_folder(RUNTIME.product, RUNTIME.platform))
    return FutureTrust(anchors, contents, datetime.datetime.now(datetime.UTC))


def _chosen(agent: Agent) -> ChosenRuntime:
    service = ChosenService(RUNTIME, agent.service or RUNTIME.unit, bool(agent.service))
    return ChosenRuntime(with_environment_value(service), runtime_facts(agent) if agent.service else None)


def _environment(agent: Agent, chosen: ChosenRuntime, options: Mapping[str, Any]) -> dict[str, str]:
    """The variables of the service, with the proxies that the role variables set."""
    present = containerd_environment(agent.environment)
    return {**present, **intended_proxies(containerd_environment(environment_of(options, chosen.runtime)), options)}


def _as_known(judged: ImageResult, future_trust: FutureTrust) -> ImageResult:
    """Skipped if the trust is unknown, because the node's curl.exe does not print certificates."""
    cause = judged.diagnosis.cause
    if cause is None or cause.code != "tls_unknown_ca" or not future_trust.unknown:
        return judged
    outcome = replace(judged.outcome, state="skipped", reason=TRUST_UNKNOWN)
    return replace(judged, outcome=outcome, diagnosis=Diagnosis(None, judged.diagnosis.warnings))


def _warnings(future_trust: FutureTrust) -> list[str]:
    if not future_trust.unknown:
        return []
    return [
        f"Whether {', '.join(sorted(future_trust.unknown))} will be trusted after the change is unknown: the node's "
        "curl.exe does not print certificates (7.88 and later do)."
    ]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pull images on a Windows node, and diagnose the results as on Linux nodes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullPlan, result_of
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import blocked_by_shortage
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import Room
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    containerd_environment,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import NodeEvidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import (
    Expectation,
    expected_pulls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import checks, context_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import down, not_installed, planned
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP, ProbeTarget
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import (
    EMPTY,
    VerifyResult,
    instead,
    of_system,
    pull_plan,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import (
    DATA,
    RUNTIME,
    Agent,
    query_agent,
    runtime_facts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.probe import probe_on_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.pull import pull_all
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.requests import RequestSettings

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


def verify_on_windows(
    images: Sequence[Image],
    registries: Registries,
    arguments: Mapping[str, Any],
    node: WindowsNode,
    anchors: Sequence[str],
    check_mode: bool,
) -> VerifyResult:
    """Pull the images, which must be Windows images. Raises PullproofError."""
    agent = query_agent(node, arguments["runtime"])
    if not agent.expected_to_run:
        return VerifyResult(instead(not_installed(images)))
    chosen = ChosenRuntime(RUNTIME, runtime_facts(agent))
    if check_mode:
        return VerifyResult(instead(planned(images)), chosen)
    additional, bootstrap = of_system(chosen, arguments)
    images = [*images, *additional]
    expectation = expected_pulls(images, bootstrap, registries, arguments, chosen)
    plan = pull_plan(images, expectation, arguments)
    raw = _pull(node, plan, _room(agent)) if agent.ready else instead(down(images, chosen))
    if arguments["probe"]:
        raw["probes"] = _probes(_of_failed(expectation, raw["pulls"]), registries, arguments, agent, node)
    context = replace(context_of(expectation, None, raw["room"]), judges_as_go=False)
    evidence = NodeEvidence.of(expectation, context, raw, anchors, time.time())
    return VerifyResult(raw, chosen, evidence, checks(context, expectation), additional)


def _probes(
    targets: Sequence[ProbeTarget],
    registries: Registries,
    arguments: Mapping[str, Any],
    agent: Agent,
    node: WindowsNode,
) -> list[dict[str, Any]]:
    environment = containerd_environment(agent.environment)
    settings = RequestSettings.of(agent, registries, environment, float(arguments["connect_timeout"]))
    return probe_on_windows(node, targets, settings)


def _of_failed(expectation: Expectation, pulls: Sequence[Mapping[str, Any]]) -> list[ProbeTarget]:
    """The endpoints of the images that were not pulled. Probes of the others would cost remote calls."""
    failed = {pull["image"] for pull in pulls if pull["state"] == "failed"}
    return [one for one in expectation.targets if one.explanation.image in failed and one.view.program != BOOTSTRAP]


def _room(agent: Agent) -> Room | None:
    return Room(DATA, agent.free_mb, read_only=False) if agent.free_mb is not None else None


def _pull(node: WindowsNode, plan: PullPlan, room: Room | None) -> dict[str, Any]:
    space = {"room": asdict(room) if room else None}
    blocked = blocked_by_shortage(room, plan)
    if blocked:
        return {**instead(blocked), **space}
    report = pull_all(node, plan)
    raw = result_of(report.outcomes, report.changed)
    return {**EMPTY, **raw, **space, "left_behind": list(report.left_behind), "seconds": report.seconds}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Has a Windows node pull, and judges what became of it as on any other node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._process_environment import masked_proxies
from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullPlan, result_of
from ansible_collections.pullproof.registry.plugins.module_utils._pull_run import blocked_by_shortage
from ansible_collections.pullproof.registry.plugins.module_utils._pull_store import Room
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_proxy import containerd_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_targets import BOOTSTRAP, Asked
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_request import down, not_installed, planned
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification import Prospect, look_ahead
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_context import checks, context_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_evidence import Findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_run import (
    EMPTY,
    Answer,
    instead,
    of_system,
    pull_plan,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_agent import DATA, RUNTIME, Agent, look_at
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_probe import Way, probe_from_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_pull import pull_all

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_hands import Hands

# What nobody looks at on a Windows node: the clock and the trust store have roles of their own.
_UNSEEN: Mapping[str, Any] = {
    "owned": {},
    "clock": {"state": None},
    "trust": {"missing": [], "changed": None},
}


def verify_on_windows(
    images: Sequence[Image],
    registries: Registries,
    arguments: Mapping[str, Any],
    hands: Hands,
    anchors: Sequence[str],
    check_mode: bool,
) -> Answer:
    """Have the node pull the images, all of them for Windows; as `verify` does on Linux. Raises PullproofError."""
    agent = look_at(hands, arguments["runtime"])
    if not agent.service or (agent.disabled and not agent.runs):
        return Answer(instead(not_installed(images)))
    chosen = ChosenRuntime(RUNTIME, as_seen(agent))
    if check_mode:
        return Answer(instead(planned(images)), chosen)
    more, own = of_system(chosen, arguments)
    images = [*images, *more]
    prospect = look_ahead(images, own, registries, arguments, chosen)
    plan = pull_plan(images, prospect, arguments)
    told = _told(hands, plan, _room(agent)) if agent.ready else instead(down(images, chosen))
    if arguments["probe"]:
        way = Way(
            registries, containerd_environment(agent.environment), agent.build, float(arguments["connect_timeout"])
        )
        told["probes"] = probe_from_windows(hands, _of_failed(prospect, told["pulls"]), way)
    context = replace(context_of(prospect, _UNSEEN, told["room"]), judges_as_go=False)
    findings = Findings.of(prospect, context, told, anchors, time.time())
    return Answer(told, chosen, findings, checks(context, prospect), more)


def as_seen(agent: Agent) -> dict[str, Any]:
    """The agent in the shape in which a Linux node's runtime is observed."""
    return {
        "version": agent.version,
        "crictl": RUNTIME.crictl[0] if agent.answer != "crictl_absent" else None,
        "unit": {
            "enabled": "disabled" if agent.disabled else "enabled",
            "active": "active" if agent.runs else "inactive",
            "environment_files": [],
            "pid": 0,
        },
        "service": {
            "proxies": masked_proxies(containerd_environment(agent.environment)),
            "own_proxies": masked_proxies(agent.environment),
            "environment_differs": [],
            "process": None,
            "process_started": None,
        },
        "restart": {"concerns": list(agent.pending), "since": None},
        "reload": {"concerns": [], "since": None},
        "hosts": None,
    }


def _of_failed(prospect: Prospect, pulls: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """The endpoints of the images that could not be pulled: each look at the others would cost a remote call."""
    failed = {pull["image"] for pull in pulls if pull["state"] == "failed"}
    return [one for one in prospect.asked if one.explanation.image in failed and one.view.program != BOOTSTRAP]


def _room(agent: Agent) -> Room | None:
    return Room(DATA, agent.free_mb, read_only=False) if agent.free_mb is not None else None


def _told(hands: Hands, plan: PullPlan, room: Room | None) -> dict[str, Any]:
    seen = {"room": asdict(room) if room else None}
    blocked = blocked_by_shortage(room, plan)
    if blocked:
        return {**instead(blocked), **seen}
    report = pull_all(hands, plan)
    told = result_of(report.outcomes, report.changed)
    return {**EMPTY, **told, **seen, "left_behind": list(report.left_behind), "seconds": report.seconds}

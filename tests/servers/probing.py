# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probes of the servers of a test, as short as a test wants to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, ProbePlan, Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import run_probes

from tests.servers.raw import NamedNetwork

QUICK = ProbePlan((), connect_seconds=0.3, seconds=1.0, retries=0, architecture="amd64")
NO_FILES: Mapping[str, str] = {}


def image(url: str, **settings: Any) -> Target:
    """The image that the stand-in of a registry holds, at a URL."""
    return Target(
        **{"id": "0", "program": "containerd", "repository": "team/app", "version": "1", **settings, "url": url}
    )


def probes_of(
    *targets: Target,
    network: NamedNetwork | None = None,
    files: Mapping[str, str] = NO_FILES,
    **settings: Any,
) -> list[Probe]:
    """What comes of them, with little patience."""
    named = [replace(target, id=str(number)) for number, target in enumerate(targets)]
    plan = replace(QUICK, targets=named, **settings)
    return run_probes(plan, files.get, network or NamedNetwork())


def probe_of_url(
    url: str, network: NamedNetwork | None = None, plan: Mapping[str, Any] | None = None, **settings: Any
) -> Probe:
    """The probe of the image at one URL; ``plan`` are settings of the plan, the others of the target."""
    return probes_of(image(url, **settings), network=network, **(plan or {}))[0]


def fault_at(
    url: str, network: NamedNetwork | None = None, plan: Mapping[str, Any] | None = None, **settings: Any
) -> Stage:
    """The stage that failed; everything after it has to be blocked, everything before it not to have failed."""
    probe = probe_of_url(url, network, plan, **settings)
    fault = probe.fault
    assert fault is not None, [f"{stage.name} {stage.state} {stage.observed}" for stage in probe.stages]
    where = [stage.name for stage in probe.stages].index(fault.name)
    assert {stage.state for stage in probe.stages[:where]} <= {"passed", "skipped"}
    assert {stage.state for stage in probe.stages[where + 1 :]} <= {"blocked", "skipped"}
    return fault


def states(probe: Probe) -> dict[str, str]:
    """State by stage."""
    return {stage.name: stage.state for stage in probe.stages}

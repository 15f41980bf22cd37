# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls images, probes their endpoints at the same time, and reads the log of the runtime and the free space of its
store.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import random
import resource
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, ProbePlan
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import Probing
from ansible_collections.pullproof.registry.plugins.module_utils._pull.availability import AvailabilityCheck
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullPlan, result_of
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import PullReport, run_plan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.runtime_log import PullLog

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import ImageStore

# Reasons that make probes of the endpoints unnecessary.
_OF_NODE = ("runtime_down", "cri_disabled", "crictl_absent", "disk_short", "rate_limited")


@dataclass(frozen=True)
class ProbedPulls:
    """The pulls, the probes in the order of their plan, and the lines of the log that name a host."""

    report: PullReport
    probes: t.Sequence[Probe] = ()
    log: t.Sequence[LogLine] = ()


def pull_with_probes(
    store: ImageStore,
    plan: PullPlan,
    log: PullLog,
    read: t.Callable[[str], t.Optional[str]],
    commands: t.Optional[Commands] = None,
) -> ProbedPulls:
    """Pull all images of the plan. During the pulls, the endpoints are checked with HEAD. The endpoints of failed
    images are probed completely.
    """
    time.sleep(random.uniform(0, plan.jitter))
    probe_plan = plan.probes
    if probe_plan is None:
        report = run_plan(store, plan)
        return ProbedPulls(report, log=_lines(report, log))
    probing, availability = Probing(probe_plan, read, commands=commands), AvailabilityCheck(plan, probe_plan)
    with ThreadPoolExecutor(max_workers=1) as pool:
        known = pool.submit(availability.check, probing)
        report = run_plan(store, plan, refusal=availability.budget.claim)
        probes = probing.probes(_in_question(plan, probe_plan, report), known.result())
    probing.close()
    return ProbedPulls(report, probes, _lines(report, log))


def result_of_probed_pulls(evidence: ProbedPulls) -> dict[str, t.Any]:
    """The result of `internal.pull`. `memory_mb` is the peak of the module itself, without the programs that it ran."""
    report = evidence.report
    return {
        **result_of(report.outcomes, report.changed),
        "left_behind": list(report.left_behind),
        "seconds": report.seconds,
        "probes": [asdict(probe) for probe in evidence.probes],
        "log": [asdict(line) for line in evidence.log],
        "room": asdict(report.room) if report.room else None,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _in_question(plan: PullPlan, probes: ProbePlan, report: PullReport) -> set[str]:
    """The ids of the probes that must be complete: of failed images, and of images that are not pulled."""
    pulled = {target for wanted in plan.images for target in wanted.targets}
    ids = {target.id for target in probes.targets} - pulled
    for wanted, outcome in zip(plan.images, report.outcomes):
        if outcome.state != "passed" and outcome.reason not in _OF_NODE:
            ids |= set(wanted.targets)
    return ids


def _lines(report: PullReport, log: PullLog) -> t.Sequence[LogLine]:
    return log.lines() if any(outcome.state in ("passed", "failed") for outcome in report.outcomes) else ()

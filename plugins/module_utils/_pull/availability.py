# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests to the endpoints while the runtime pulls: which of them has an image, and the rest of their rate limits.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, ProbePlan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullPlan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.rate_limit import Budget

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import Probing


class AvailabilityCheck:
    """For the images of a plan; `budget` learns while it goes on."""

    def __init__(self, plan: PullPlan, probes: ProbePlan) -> None:
        self._urls = {target.id: target.url for target in probes.targets}
        self._images = [tuple(wanted.targets) for wanted in plan.images if wanted.targets]
        self.budget = Budget({wanted.image: self._urls[wanted.targets[0]] for wanted in plan.images if wanted.targets})

    def check(self, probing: Probing) -> dict[str, Probe]:
        """The probes that were made, by id."""
        known = {}
        for probe in probing.head(self._groups()):
            self.budget.learn(self._urls[probe.id], probe)
            known[probe.id] = probe
        return known

    def _groups(self) -> list[tuple[str, ...]]:
        """Images that several endpoints could have served, and one image of every other endpoint, for its limit."""
        groups = [ids for ids in self._images if len(ids) > 1]
        covered = {self._urls[ids[0]] for ids in groups}
        for ids in self._images:
            if self._urls[ids[0]] not in covered:
                covered.add(self._urls[ids[0]])
                groups.append(ids)
        return groups

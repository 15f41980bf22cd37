# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the drills of a node one after the other, and removes all that they made.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import time
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.directory import Directories
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.images import DrillImages
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import Drill, DrillOutcome, DrillPlan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.unreachable import unreachable_address
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.runtime_log import PullLog
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.cri import CriImages

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


def run_drills(plan: DrillPlan, files: NodeFiles, commands: Commands) -> list[DrillOutcome]:
    """One outcome per drill. First removes what a drill that was killed has left.

    Raises NodeError if the runtime does not answer, or if systemd can't start the timer for a killed drill.
    """
    run = _Run(plan, files, commands)
    run.remove_leftovers()
    with run.cleaned_by_timer():
        return [run.outcome(drill) for drill in plan.drills]


class _Run:
    def __init__(self, plan: DrillPlan, files: NodeFiles, commands: Commands) -> None:
        self._plan = plan
        self._commands = commands
        self._store = CriImages(commands, plan.runtime)
        self._images = DrillImages(self._store, commands, plan.runtime)
        self._directories = Directories(sorted({drill.folder for drill in plan.drills}), files)

    def remove_leftovers(self) -> None:
        self._directories.remove_leftovers()
        self._images.remove_leftovers()

    def cleaned_by_timer(self) -> contextlib.AbstractContextManager[None]:
        names = [drill.registry for drill in self._plan.drills if drill.copied]
        longest = (self._plan.seconds + 60) * len(self._plan.drills) + 60
        return self._directories.removed_by_timer(names, longest, self._commands)

    def outcome(self, drill: Drill) -> DrillOutcome:
        skipped = self._images.obstacle(drill)
        if skipped:
            return DrillOutcome(skipped=skipped)
        before = self._store.images()
        try:
            with unreachable_address(self._plan.is_silent) as address, self._directories.made(drill, address):
                pulled = self._pull(drill, address)
        except NodeError as error:
            return DrillOutcome(skipped=str(error))
        return replace(pulled, left_behind=self._images.removed(drill, before))

    def _pull(self, drill: Drill, address: str) -> DrillOutcome:
        log = PullLog(self._plan.runtime, self._commands)
        started = time.monotonic()
        wanted = WantedPull(drill.image, drill.reference, drill.repository, drill.version)
        raw = self._store.pull(wanted, self._plan.seconds)
        seconds = round(time.monotonic() - started, 2)
        return DrillOutcome(seconds, raw.error, address=address if drill.unreachable else "", log=log.lines())

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a probe as they are gone through, with every secret masked.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.log import mask_log

T = t.TypeVar("T")

_SHORTEST_SECRET = 4


@dataclass(frozen=True)
class Outcome:
    """What came of a stage that did not fail; `state` is passed or skipped."""

    observed: str
    facts: t.Mapping[str, t.Any] = field(default_factory=dict)
    state: str = "passed"


class Secrets:
    """The values that must be masked. Tokens are added later."""

    def __init__(self, values: t.Iterable[str] = ()) -> None:
        self._values: set[str] = set()
        self.add(*values)

    def add(self, *values: str) -> None:
        """Very short ones would shred every text."""
        self._values.update(value for value in values if len(value) >= _SHORTEST_SECRET)

    def mask(self, value: t.Any) -> t.Any:
        """A plain value (texts, lists, mappings) without them."""
        if isinstance(value, str):
            return mask_log(value, sorted(self._values, key=len, reverse=True))
        if isinstance(value, dict):
            return {key: self.mask(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.mask(item) for item in value]
        return value


class StageRecorder:
    """Records stages; after a failure the later ones are blocked. `start` are those already gone through."""

    def __init__(self, secrets: Secrets, start: t.Iterable[Stage] = ()) -> None:
        self._secrets = secrets
        self._stages = {stage.name: stage for stage in start}

    def attempt(self, name: str, body: t.Callable[[], tuple[T, Outcome]]) -> T:
        """Go through a stage; raises the ProbeError of `body` after recording it."""
        started = time.monotonic()
        try:
            value, outcome = body()
        except ProbeError as fault:
            self._record(fault.stage or name, Outcome(fault.observed, fault.facts, "failed"), started, fault.fault)
            raise
        self._record(name, outcome, started)
        return value

    def skip(self, name: str, why: str) -> None:
        """Note that a stage does not apply."""
        self._record(name, Outcome(why, state="skipped"), time.monotonic())

    def skip_rest(self, why: str) -> None:
        """Skip all stages that were not reached yet."""
        for name in STAGES:
            if name not in self._stages:
                self.skip(name, why)

    def stages(self) -> tuple[Stage, ...]:
        """All stages in order."""
        failed = next((name for name in STAGES if name in self._stages and self._stages[name].state == "failed"), "")
        rest = {name: Stage(name, "skipped", observed="not requested") for name in STAGES}
        known = dict(self._stages)
        for name in STAGES[STAGES.index(failed) + 1 :] if failed else ():
            if name not in known or known[name].state != "skipped":
                known[name] = Stage(name, "blocked", observed=f"{failed} failed")
        return tuple(known.get(name, rest[name]) for name in STAGES)

    def _record(self, name: str, outcome: Outcome, started: float, fault: str = "") -> None:
        ms = round((time.monotonic() - started) * 1000)
        facts = self._secrets.mask(dict(outcome.facts))
        self._stages[name] = Stage(name, outcome.state, fault, self._secrets.mask(outcome.observed), ms, facts)


class ProbeError(Exception):
    """A stage failed: the stable name of the `fault`, what was `observed`, and `facts` to judge it by.

    `stage` is set where it turns out only later which stage it was.
    """

    def __init__(
        self, fault: str, observed: str, facts: t.Optional[t.Mapping[str, t.Any]] = None, stage: str = ""
    ) -> None:
        self.fault = fault
        self.observed = observed
        self.facts = dict(facts or {})
        self.stage = stage
        super().__init__(f"{fault}: {observed}")

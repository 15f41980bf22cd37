# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a clock is in sync, as its time service reports it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import unknown_state
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import (
        ClockFacts,
        ClockState,
        SourceFacts,
    )
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer

Result = dict[str, t.Any]


# Without iburst, chronyd has the answers that it needs after four polls at most, 64 s apart.
_SLOW_SECONDS = 300
NOT_REQUESTED = "No proof was requested: no server is listed, or proof is never"


@dataclass(frozen=True)
class ClockCriteria:
    """An offset of at most `max_offset_ms` from a source, preferably one of `servers`, within `seconds`.

    Without `required`, the clock is reported but not proven. `slow` servers are polled once a minute from the start.
    """

    servers: tuple[str, ...]
    max_offset_ms: float
    seconds: int
    required: bool = True
    slow: bool = False


@dataclass(frozen=True)
class Verdict:
    """`proven`: in sync. `from_listed`: by one of the servers listed, or none is."""

    proven: bool
    from_listed: bool
    message: str


def criteria_of(servers: t.Sequence[TimeServer], arguments: t.Mapping[str, t.Any]) -> ClockCriteria:
    """The criteria from the options of `time_sync`."""
    required = arguments["proof"] == "always" or (arguments["proof"] == "auto" and bool(servers))
    names = tuple(server.hostname for server in servers)
    slow = bool(servers) and not any(server.iburst for server in servers)
    return ClockCriteria(names, arguments["max_offset_ms"], arguments["timeout"], required, slow)


def preview(done: Result, clock: ClockFacts, criteria: ClockCriteria, actions: t.Sequence[str]) -> Result:
    """The result of check mode. `actions` would be carried out."""
    plan = f"Would {' and '.join(actions)}{', and wait until the clock is in sync' if criteria.required else ''}"
    message = plan if actions else judge(clock, criteria).message if criteria.required else NOT_REQUESTED
    return {**done, **measured(clock), "actions": list(actions), "msg": message}


def prove(done: Result, clock: ClockFacts, criteria: ClockCriteria) -> Result:
    """The result with the proof, if it is required. Raises PullproofError for a clock that is not in sync."""
    verdict = judge(clock, criteria)
    result = {**done, **measured(clock), "proven": criteria.required and verdict.proven}
    if not criteria.required:
        return {**result, "warnings": [], "msg": NOT_REQUESTED}
    if not verdict.proven:
        raise PullproofError(verdict.message, result)
    warnings = [] if verdict.from_listed else [source_warning(clock, criteria)]
    return {**result, "warnings": warnings, "msg": verdict.message}


def is_in_sync(state: ClockState, criteria: ClockCriteria) -> bool:
    """Whether the time service follows a source, and the clock is near enough to it."""
    offset = state["offset_ms"]
    return state["synchronised"] and offset is not None and abs(offset) <= criteria.max_offset_ms


def judge(clock: ClockFacts, criteria: ClockCriteria) -> Verdict:
    """The verdict on the last observation of the clock."""
    state = measured(clock)
    offset = state["offset_ms"]
    if not state["synchronised"] or offset is None:
        return Verdict(False, False, _not_synchronised(clock, criteria))
    if abs(offset) > criteria.max_offset_ms:
        return Verdict(False, False, _too_far(state, offset, criteria, _step(clock)))
    listed = not criteria.servers or state["source"] in criteria.servers
    off = f"the clock is {_off(offset)}, wanted is at most {criteria.max_offset_ms:g} ms"
    return Verdict(True, listed, f"In sync with {state['source']}: {off}")


def measured(clock: ClockFacts) -> ClockState:
    """The state that the time service reports; unknown where none runs."""
    return clock["state"] or unknown_state()


def source_warning(clock: ClockFacts, criteria: ClockCriteria) -> str:
    """The warning for a clock that is in sync with another server than the listed ones."""
    state = measured(clock)
    return (
        f"time_sync: the clock is in sync with {state['source']}, which is not listed in time_sync_servers "
        f"({', '.join(criteria.servers)}): {_sources(state)}"
    )


def _not_synchronised(clock: ClockFacts, criteria: ClockCriteria) -> str:
    state = measured(clock)
    if clock["provider"] is None:
        observed, fix = "no time service runs", "set time_sync_servers, and the role configures one"
    elif state["problem"]:
        observed, fix = state["problem"], f"run systemctl status {_unit(clock)} on the node"
    else:
        observed = f"{clock['provider']} is not synchronised after {criteria.seconds} s; sources: {_sources(state)}"
        fix = _fix_of_sources(state, criteria)
    return f"Checked: the clock, with its time service. Observed: {observed}. {_expected(criteria)} Fix: {fix}."


def _fix_of_sources(state: ClockState, criteria: ClockCriteria) -> str:
    if criteria.slow and criteria.seconds < _SLOW_SECONDS:
        return (
            f"set iburst: true for a server, or time_sync_timeout: {_SLOW_SECONDS}: without iburst, chronyd polls its "
            "servers once in 64 seconds, and needs several answers"
        )
    answered = [source for source in state["sources"] if source["offset_ms"] is not None]
    if not answered:
        return "check the names in time_sync_servers, and that UDP port 123 of these servers is open to the node"
    if any(source["state"].startswith("disagrees") for source in answered):
        return "list servers that agree with each other, at least three, or a single one"
    return "raise time_sync_timeout, or check the servers that answer but are not usable"


def _step(clock: ClockFacts) -> str:
    if clock["provider"] == "w32time":
        return "w32tm /resync /force"
    return "chronyc makestep or a restart of systemd-timesyncd"


def _too_far(state: ClockState, offset: float, criteria: ClockCriteria, step: str) -> str:
    observed = f"{_off(offset)} by {state['source']}, after {criteria.seconds} s"
    return (
        f"Checked: the clock, with its time service. Observed: {observed}. {_expected(criteria)} "
        "Fix: check that the time of this source is correct. Wait until the service has corrected the clock (it "
        f"adjusts a running clock slowly) and run again, or step the clock with {step}. "
        "Or raise time_sync_max_offset_ms."
    )


def _expected(criteria: ClockCriteria) -> str:
    source = f" with {' or '.join(criteria.servers)}" if criteria.servers else ""
    return f"Expected: synchronised{source}, off by at most {criteria.max_offset_ms:g} ms."


def _sources(state: ClockState) -> str:
    return ", ".join(_source(source) for source in state["sources"]) or "none"


def _source(source: SourceFacts) -> str:
    offset = "" if source["offset_ms"] is None else f" (the clock is {_off(source['offset_ms'])} by it)"
    return f"{source['name']}: {source['state']}{offset}"


def _off(offset_ms: float) -> str:
    return f"{abs(offset_ms):g} ms {'behind' if offset_ms > 0 else 'ahead'}"


def _unit(clock: ClockFacts) -> str:
    return clock["units"][clock["provider"] or ""]["name"]

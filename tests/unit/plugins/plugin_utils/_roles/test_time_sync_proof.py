# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on a clock, and the words for it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import (
    ClockCriteria,
    criteria_of,
    judge,
    source_warning,
)

WANTED = ClockCriteria(("ntp1",), 100, 90)


def source(name: str, state: str, offset_ms: float | None = None) -> dict[str, Any]:
    return {"name": name, "state": state, "offset_ms": offset_ms}


def clock(
    by: str | None = None,
    offset_ms: float | None = None,
    sources: Any = (),
    problem: str = "",
    provider: str | None = "chrony",
) -> Any:
    state = {
        "synchronised": by is not None,
        "source": by,
        "offset_ms": offset_ms,
        "sources": sources,
        "problem": problem,
    }
    units = {"chrony": {"name": "chrony.service"}}
    return {"provider": provider, "units": units, "state": state if provider else None}


@pytest.mark.parametrize("offset", [100, -100, 0.0])
def test_a_clock_within_the_bound_is_proven(offset: float) -> None:
    assert judge(clock("ntp1", offset), WANTED).proven


@pytest.mark.parametrize(("offset", "words"), [(100.5, "100.5 ms behind by ntp1"), (-30000, "30000 ms ahead by ntp1")])
def test_a_clock_beyond_the_bound_fails_with_the_offset_and_the_source(offset: float, words: str) -> None:
    verdict = judge(clock("ntp1", offset), WANTED)
    assert not verdict.proven
    assert words in verdict.message and "off by at most 100 ms" in verdict.message


def test_servers_that_do_not_answer_are_named_with_the_port_to_open() -> None:
    verdict = judge(clock(sources=[source("ntp1", "no answer")]), WANTED)
    assert "ntp1: no answer" in verdict.message and "UDP port 123" in verdict.message


def test_servers_that_disagree_are_named_with_what_they_say() -> None:
    seen = [source("ntp1", "disagrees with the others", 5.0), source("ntp2", "disagrees with the others", -900.0)]
    verdict = judge(clock(sources=seen), WANTED)
    assert "ntp2: disagrees with the others (the clock is 900 ms ahead by it)" in verdict.message
    assert "list servers that agree" in verdict.message


def test_a_service_that_can_not_be_asked_is_the_cause() -> None:
    verdict = judge(clock(problem="chronyc: 506 Cannot talk to daemon"), WANTED)
    assert "506 Cannot talk to daemon" in verdict.message and "systemctl status chrony.service" in verdict.message


def test_a_node_without_time_service_is_told_so() -> None:
    assert "no time service runs" in judge(clock(provider=None), ClockCriteria((), 100, 90)).message


def test_a_clock_in_sync_by_a_server_that_is_not_listed_is_proven_and_warned_of() -> None:
    seen = clock("pool.example", 1.0, [source("ntp1", "no answer"), source("pool.example", "selected", 1.0)])
    verdict = judge(seen, WANTED)
    assert verdict.proven and not verdict.from_listed
    assert "pool.example, which is not listed in time_sync_servers (ntp1): ntp1: no answer" in source_warning(
        seen, WANTED
    )


def test_any_source_will_do_where_none_is_listed() -> None:
    assert judge(clock("pool.example", 1.0), ClockCriteria((), 100, 90)).from_listed


@pytest.mark.parametrize(("iburst", "seconds", "slow"), [(False, 90, True), (True, 90, False), (False, 300, False)])
def test_servers_without_iburst_need_more_time_and_are_not_blamed(iburst: bool, seconds: int, slow: bool) -> None:
    arguments = {"proof": "auto", "max_offset_ms": 100, "timeout": seconds}
    criteria = criteria_of([TimeServer("ntp1", iburst=iburst)], arguments)
    message = judge(clock(sources=[source("ntp1", "not usable", 0.1)]), criteria).message
    assert ("set iburst: true for a server, or time_sync_timeout: 300" in message) is slow

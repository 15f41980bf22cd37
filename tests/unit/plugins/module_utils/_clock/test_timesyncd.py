# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What systemd-timesyncd says over D-Bus, recorded from systemd 252."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockState
from ansible_collections.pullproof.registry.plugins.module_utils._clock.timesyncd import read_timesyncd
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult

BEFORE_ANY_ANSWER = "0 0 0 0 0 0 0 4 0 0 0 0 0 18444535084909551616 18444535084909551616 0 false 0 0"


def answering(commands: Any, message: str, poll: int = 64_000_000) -> ClockState:
    out = f's "ntp.lab"\nt {poll}\n(uuuuittayttttbtt) {message}\n'
    commands.answers["busctl"] = CommandResult(0, out, "")
    return read_timesyncd(commands)


def answer(offset: int = 0, age: float = 1.0, leap: int = 0, ignored: str = "false") -> str:
    """An answer that took 200 µs each way, from a server `offset` µs ahead."""
    sent = int((time.time() - age) * 1_000_000)
    stamps = f"{sent} {sent + offset + 200} {sent + offset + 300} {sent + 500}"
    return f"{leap} 4 4 8 -26 0 0 4 127 127 1 1 {stamps} {ignored} 1 0"


def test_the_offset_is_how_far_the_clock_is_behind(commands: Any) -> None:
    state = answering(commands, answer(offset=30_000_000))
    assert (state["synchronised"], state["source"], state["offset_ms"]) == (True, "ntp.lab", 30000.0)


def test_before_the_first_answer_nothing_is_in_sync(commands: Any) -> None:
    state = answering(commands, BEFORE_ANY_ANSWER, poll=0)
    assert not state["synchronised"] and state["offset_ms"] is None
    assert state["sources"] == [{"name": "ntp.lab", "state": "no answer", "offset_ms": None}]


def test_an_answer_of_long_ago_proves_nothing(commands: Any) -> None:
    assert not answering(commands, answer(age=3 * 64 + 1))["synchronised"]


def test_a_server_that_is_not_synchronised_itself_proves_nothing(commands: Any) -> None:
    state = answering(commands, answer(leap=3))
    assert not state["synchronised"] and state["sources"][0]["state"] == "answers, and is not usable"


def test_an_answer_that_timesyncd_ignores_as_a_spike_proves_nothing(commands: Any) -> None:
    assert not answering(commands, answer(ignored="true"))["synchronised"]


def test_a_bus_that_does_not_answer_is_named(commands: Any) -> None:
    commands.answers["busctl"] = CommandResult(1, "", "Failed to connect to bus: No such file or directory\n")
    assert read_timesyncd(commands)["problem"] == "busctl: Failed to connect to bus: No such file or directory"

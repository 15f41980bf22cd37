# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the time service with the managed files, and wait until it reports that the clock is in sync.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._clock.pending import record_clock_loaded
from ansible_collections.pullproof.registry.plugins.module_utils._clock.state import observe_clock, read_state
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import (
        ClockFacts,
        ClockState,
        ClockUnitFacts,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_COMMAND_SECONDS = 60


@dataclass(frozen=True)
class ClockSettings:
    """The desired state of the clock: the provider, whether it is enabled and started (`run`), and the proof.

    The proof is an offset of at most `max_offset_ms` from one of `servers` (any source if empty) within `seconds` (0:
    do not wait).
    """

    provider: str
    run: bool
    servers: t.Sequence[str]
    max_offset_ms: float
    seconds: int


def apply(settings: ClockSettings, files: NodeFiles, commands: Commands) -> tuple[list[str], ClockFacts]:
    """The actions, one phrase each, and the resulting state of the clock."""
    done = _settle(settings, files, commands)
    if not done and settings.provider == "chrony":
        # A service that was just started polls at once, one that lost its sources in a pause of the machine does not.
        commands.run(["chronyc", "burst", "4/8"], seconds=10)
    state = _wait(settings, settings.seconds / 2, commands)
    if settings.run and settings.seconds and not state["synchronised"]:
        # chronyd 4.9 that idled long without a source takes its own waking for a jump of time, again and again.
        done.append(_restart(observe_clock(files, commands)["units"][settings.provider]["name"], commands))
        _wait(settings, settings.seconds / 2, commands)
    return done, observe_clock(files, commands)


def in_sync(state: ClockState, servers: t.Sequence[str], max_offset_ms: float) -> bool:
    """Whether the clock is in sync with a listed server, within the offset."""
    offset = state["offset_ms"]
    if not state["synchronised"] or offset is None or abs(offset) > max_offset_ms:
        return False
    return not servers or state["source"] in servers


def _settle(settings: ClockSettings, files: NodeFiles, commands: Commands) -> list[str]:
    done = _stop_the_other(settings, observe_clock(files, commands), commands)
    clock = observe_clock(files, commands)
    unit = clock["units"].get(settings.provider)
    if unit is None:
        observed = "it does not exist, or it is masked"
        raise NodeError(f"the unit of {settings.provider}", observed, "an installed unit", "install or unmask it")
    name, running = unit["name"], unit["active"] == "active"
    if settings.run and (not running or unit["enabled"] == "disabled"):
        _systemctl(["enable", "--now", name], commands)
        done.append(f"enabled and started {name}")
    if running and not clock["loaded"]:
        done.append(_load(name, clock, commands))
    _check_running(name, files, commands, settings.run)
    return done


def _stop_the_other(settings: ClockSettings, clock: ClockFacts, commands: Commands) -> list[str]:
    """Two services that steer one clock fight; the one not chosen is stopped and stays so."""
    others = [unit for provider, unit in clock["units"].items() if provider != settings.provider]
    running = [unit["name"] for unit in others if settings.run and _is_on(unit)]
    for name in running:
        _systemctl(["disable", "--now", name], commands)
    return [f"disabled and stopped {name}" for name in running]


def _is_on(unit: ClockUnitFacts) -> bool:
    return unit["active"] == "active" or unit["enabled"] == "enabled"


def _load(name: str, clock: ClockFacts, commands: Commands) -> str:
    reloadable = clock["provider"] == "chrony" and clock["chrony"] and clock["chrony"]["load"] == "reload"
    if reloadable and commands.run(["chronyc", "reload", "sources"], seconds=10).rc == 0:
        return "made chronyd reload its sources"
    return _restart(name, commands)


def _restart(name: str, commands: Commands) -> str:
    _systemctl(["restart", name], commands)
    return f"restarted {name}"


def _systemctl(arguments: t.Sequence[str], commands: Commands) -> None:
    result = commands.run(["systemctl", *arguments], seconds=_COMMAND_SECONDS)
    if result.rc != 0:
        output = (result.err or result.out).strip().splitlines()[:1] or [f"exit code {result.rc}"]
        fix = f"look at journalctl --unit {arguments[-1]} on the node"
        raise NodeError(f"systemctl {' '.join(arguments)}", output[0], "exit code 0", fix)


def _check_running(name: str, files: NodeFiles, commands: Commands, wanted: bool) -> None:
    unit = observe_units([name], files, commands)[name]
    if unit["active"] == "active":
        record_clock_loaded(files, name, unit, load_record(files))
    elif wanted:
        shown = commands.run(["systemctl", "show", "--property=ConditionResult,Result", name], seconds=10).out.split()
        raise NodeError(
            f"whether {name} runs after it was started",
            f"it is {unit['active']} ({', '.join(shown)})",
            "active",
            f"look at systemctl status {name}; ConditionResult=no means that a condition of the unit keeps it from "
            "starting, as it does in containers",
        )


def _wait(settings: ClockSettings, seconds: float, commands: Commands) -> ClockState:
    deadline = time.monotonic() + seconds
    state = read_state(settings.provider, commands)
    while time.monotonic() < deadline and not in_sync(state, settings.servers, settings.max_offset_ms):
        time.sleep(1)
        state = read_state(settings.provider, commands)
    return state

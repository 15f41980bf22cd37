# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to the time services of a machine that is a fake, with a clock that passes while one waits."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._clock import apply as apply_module
from ansible_collections.pullproof.registry.plugins.module_utils._clock.apply import ClockSettings, apply, in_sync
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

UNSYNCHRONISED = {"synchronised": False, "source": None, "offset_ms": None}
SYNCHRONISED = {"synchronised": True, "source": "ntp.lab", "offset_ms": 1.5}
NAMES = {"chrony": "chrony.service", "timesyncd": "systemd-timesyncd.service"}


class Machine:
    """Units that start and stop on command; the clock is in sync `seconds_to_sync` after the last start or reload."""

    def __init__(self, **active: str) -> None:
        self.units = {
            provider: {
                "name": NAMES[provider],
                "active": state,
                "enabled": "enabled" if state == "active" else "disabled",
            }
            for provider, state in active.items()
        }
        self.loaded, self.load, self.starts = True, "reload", True
        self.seconds_to_sync, self.restart_heals = 3.0, True
        self.now = self.since = 0.0
        self.ran: list[str] = []
        self.failing: set[str] = set()
        self.noted: list[str] = []

    def observe_clock(self, *_seams: Any) -> dict[str, Any]:
        provider = next((name for name, unit in self.units.items() if unit["active"] == "active"), None)
        chrony = {"load": self.load} if provider == "chrony" else None
        return {"units": self.units, "provider": provider, "loaded": self.loaded, "chrony": chrony, "now": self.now}

    def observe_units(self, names: Sequence[str], *_seams: Any) -> dict[str, Any]:
        return {unit["name"]: unit for unit in self.units.values() if unit["name"] in names}

    def read_state(self, _provider: str, _commands: Any) -> dict[str, Any]:
        return SYNCHRONISED if self.now - self.since >= self.seconds_to_sync else UNSYNCHRONISED

    def run(self, argv: Sequence[str], seconds: int | None = None) -> CommandResult:
        assert seconds
        self.ran.append(" ".join(argv))
        if argv[1] in self.failing:
            return CommandResult(1, "", "Unit is masked.\nsecond line\n")
        if argv[0] == "systemctl" and argv[1] == "show":
            return CommandResult(0, "ConditionResult=no\nResult=success\n", "")
        unit = next((unit for unit in self.units.values() if unit["name"] == argv[-1]), {})
        if argv[1] in ("enable", "restart") and self.starts:
            unit.update(active="active")
            self.since = self.now if self.restart_heals else self.since
        unit.update({"enable": {"enabled": "enabled"}, "disable": {"active": "inactive"}}.get(argv[1], {}))
        self.loaded = self.loaded or argv[1] in ("restart", "reload")
        return CommandResult(0, "", "")

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def wish(**changes: Any) -> ClockSettings:
    usual: dict[str, Any] = {"provider": "chrony", "run": True, "servers": ("ntp.lab",), "seconds": 20}
    return ClockSettings(**{**usual, "max_offset_ms": 100.0, **changes})


@pytest.fixture
def settle(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Acts on a machine, and returns what was done and the machine as it is then."""

    def run(machine: Machine, **changes: Any) -> list[str]:
        for name in ("observe_clock", "observe_units", "read_state"):
            monkeypatch.setattr(apply_module, name, getattr(machine, name))
        monkeypatch.setattr(apply_module, "load_record", lambda _files: Record())
        monkeypatch.setattr(apply_module, "record_clock_loaded", lambda _files, name, *_: machine.noted.append(name))
        monkeypatch.setattr(apply_module, "time", SimpleNamespace(monotonic=lambda: machine.now, sleep=machine.sleep))
        done, clock = cast("tuple[list[str], Any]", apply(wish(**changes), cast(Any, None), cast(Any, machine)))
        assert clock["now"] == machine.now
        return done

    return run


def test_a_service_that_runs_with_our_files_is_only_asked_to_measure(settle: Any) -> None:
    machine = Machine(chrony="active")
    assert settle(machine) == []
    assert machine.ran == ["chronyc burst 4/8"]
    assert machine.now == 3


def test_nothing_is_waited_for_where_no_proof_is_asked_for(settle: Any) -> None:
    machine = Machine(chrony="active")
    assert settle(machine, seconds=0) == [] and machine.now == 0


def test_a_stopped_service_is_enabled_and_started_and_noted(settle: Any) -> None:
    machine = Machine(chrony="inactive")
    assert settle(machine) == ["enabled and started chrony.service"]
    assert machine.ran == ["systemctl enable --now chrony.service"] and machine.noted == ["chrony.service"]


def test_a_service_that_runs_and_would_not_after_a_boot_is_enabled(settle: Any) -> None:
    machine = Machine(chrony="active")
    machine.units["chrony"]["enabled"] = "disabled"
    assert settle(machine) == ["enabled and started chrony.service"]


def test_the_other_service_is_stopped_for_good_before_the_chosen_one_starts(settle: Any) -> None:
    machine = Machine(chrony="inactive", timesyncd="active")
    assert settle(machine) == ["disabled and stopped systemd-timesyncd.service", "enabled and started chrony.service"]
    assert machine.ran[0] == "systemctl disable --now systemd-timesyncd.service"


def test_without_servers_nothing_is_started_or_stopped(settle: Any) -> None:
    machine = Machine(chrony="inactive", timesyncd="active")
    assert settle(machine, run=False, servers=(), seconds=0) == [] and not machine.noted
    assert not [command for command in machine.ran if command.startswith("systemctl")]


@pytest.mark.parametrize(
    ("load", "failing", "done"),
    [
        ("reload", set(), ["made chronyd reload its sources"]),
        ("reload", {"reload"}, ["restarted chrony.service"]),
        ("restart", set(), ["restarted chrony.service"]),
    ],
)
def test_files_that_are_not_loaded_are_reloaded_where_that_works(
    settle: Any, load: str, failing: set[str], done: list[str]
) -> None:
    machine = Machine(chrony="active")
    machine.loaded, machine.load, machine.failing = False, load, failing
    assert settle(machine) == done and machine.loaded


def test_timesyncd_is_restarted_and_not_asked_by_chronyc(settle: Any) -> None:
    machine = Machine(timesyncd="active")
    machine.loaded = False
    assert settle(machine, provider="timesyncd") == ["restarted systemd-timesyncd.service"]
    assert machine.ran == ["systemctl restart systemd-timesyncd.service"]


def test_a_service_that_does_not_come_in_sync_is_restarted_once_after_half_of_the_time(settle: Any) -> None:
    machine = Machine(chrony="active")
    machine.seconds_to_sync, machine.restart_heals = 1000.0, False
    assert settle(machine) == ["restarted chrony.service"]
    assert machine.ran.count("systemctl restart chrony.service") == 1 and machine.now == 20


def test_a_service_in_sync_with_none_of_the_servers_is_waited_for_and_not_restarted(settle: Any) -> None:
    machine = Machine(chrony="active")
    assert settle(machine, servers=("other.lab",)) == [] and machine.now == 10


def test_a_provider_without_a_unit_is_an_error(settle: Any) -> None:
    with pytest.raises(NodeError, match=r"the unit of timesyncd.*it does not exist, or it is masked"):
        settle(Machine(chrony="inactive"), provider="timesyncd")


def test_a_command_that_fails_is_an_error_with_its_first_line(settle: Any) -> None:
    machine = Machine(chrony="inactive")
    machine.failing = {"enable"}
    with pytest.raises(NodeError, match="Unit is masked") as raised:
        settle(machine)
    assert "second line" not in str(raised.value)


def test_a_service_that_does_not_stay_up_is_an_error_with_what_systemd_says(settle: Any) -> None:
    machine = Machine(chrony="inactive")
    machine.starts = False
    with pytest.raises(
        NodeError, match=r"whether chrony.service runs.*inactive \(ConditionResult=no, Result=success\)"
    ):
        settle(machine)


@pytest.mark.parametrize(
    ("state", "servers", "proven"),
    [
        (SYNCHRONISED, ["ntp.lab"], True),
        (SYNCHRONISED, [], True),
        (SYNCHRONISED, ["other.lab"], False),
        ({**SYNCHRONISED, "offset_ms": -100.1}, [], False),
        ({**SYNCHRONISED, "offset_ms": -100.0}, [], True),
        (UNSYNCHRONISED, [], False),
    ],
)
def test_in_sync_is_within_the_offset_of_a_listed_server(state: Any, servers: list[str], proven: bool) -> None:
    assert in_sync(state, servers, 100.0) is proven

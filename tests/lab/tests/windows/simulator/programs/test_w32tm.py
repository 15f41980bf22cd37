# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""w32tm.exe, in two languages, and the W32Time that it configures."""

from __future__ import annotations

import re
import socket

import pytest

from tests.lab.tests.windows.conftest import CallModule, RunLine
from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.programs import w32tm
from tests.lab.windows.simulator.system import service_manager

CHART = "w32tm.exe /stripchart /computer:localhost /samples:2 /dataonly"
PARAMETERS = r"HKLM:\SYSTEM\CurrentControlSet\Services\W32Time\Parameters"


@pytest.mark.parametrize(("language", "sample"), [("en", "-00.0250000s"), ("de", "-00,0250000s")])
def test_offsets_are_told_in_the_systems_language(
    machine: Machine, line: RunLine, monkeypatch: pytest.MonkeyPatch, language: str, sample: str
) -> None:
    monkeypatch.setattr(w32tm, "_offset", lambda _server: -0.025)
    control(machine, "language", [language])
    out = line(CHART).out
    assert out.count(f", {sample}\r\n") == 2
    assert ("Tracking" in out) is (language == "en")


def test_a_real_answer_is_measured(line: RunLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_server: str) -> float:
        raise TimeoutError

    monkeypatch.setattr(w32tm, "_offset", silent)
    assert line(CHART).out.count("error: 0x800705B4") == 2


def test_a_server_that_nobody_knows(line: RunLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> str:
        raise socket.gaierror

    monkeypatch.setattr(socket, "gethostbyname", unknown)
    ended = line(CHART)
    assert (ended.code != 0, "0x80072AF9" in ended.out) == (True, True)


def test_a_service_that_does_not_run_takes_no_configuration(machine: Machine, line: RunLine) -> None:
    assert "0x80070426" in line("w32tm.exe /query /status").out
    assert line("w32tm.exe /config /update").code != 0
    service_manager.start(machine, "W32Time")
    assert line("w32tm.exe /config /update").code == 0
    assert line("w32tm.exe /resync").code == 0


def test_peers_are_kept_in_the_registry(machine: Machine, line: RunLine, module: CallModule) -> None:
    line('w32tm.exe /config /manualpeerlist:"a.lab,0x8 b.lab,0x8" /syncfromflags:manual')
    assert module("win_reg_stat", path=PARAMETERS, name="NtpServer")["value"] == "a.lab,0x8 b.lab,0x8"
    service_manager.start(machine, "W32Time")
    assert line("w32tm.exe /query /source").out == "a.lab,0x8\r\n"


def test_a_policy_goes_before_the_parameters(machine: Machine, line: RunLine) -> None:
    service_manager.start(machine, "W32Time")
    control(machine, "policy", ["policy.lab,0x8"])
    assert line("w32tm.exe /query /source").out == "policy.lab,0x8\r\n"
    assert re.search(r"NtpServer: policy.lab,0x8 \(Policy\)", line("w32tm.exe /query /configuration").out)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Linux's curl behind curl.exe gets files of the container, in its arguments and in its configuration."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.programs import curl
from tests.lab.windows.simulator.system.real import Ended


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sequence[str], str]]:
    calls: list[tuple[Sequence[str], str]] = []

    def run_real(argv: Sequence[str], given: str = "") -> Ended:
        calls.append((argv, given))
        return Ended(0, "", "")

    monkeypatch.setattr(curl, "run_real", run_real)
    return calls


@pytest.mark.parametrize("path", ["C:/certs/ca.pem", r"C:\\certs\\ca.pem"])
def test_the_file_of_certificates_in_the_configuration_is_one_of_the_container(
    machine: Machine, line: RunLine, called: list[tuple[Sequence[str], str]], path: str
) -> None:
    line("curl.exe --stderr - --config -", f'url = "https://m.lab/v2/"\ncacert = "{path}"\n')
    file = machine.files.at("C:/certs/ca.pem")
    assert called == [(["curl", "--stderr", "-", "--config", "-"], f'url = "https://m.lab/v2/"\ncacert = "{file}"\n')]


def test_a_file_that_is_an_argument_is_one_of_the_container(
    machine: Machine, line: RunLine, called: list[tuple[Sequence[str], str]]
) -> None:
    line("curl.exe --ssl-no-revoke --cacert C:/certs/ca.pem -o NUL https://m.lab/v2/")
    file = str(machine.files.at("C:/certs/ca.pem"))
    assert called == [(["curl", "--cacert", file, "-o", "/dev/null", "https://m.lab/v2/"], "")]

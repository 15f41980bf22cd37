# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RKE2's programs are those of the node, run by Wine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.programs import crictl
from tests.lab.windows.simulator.system.real import HUNG, Ended
from tests.lab.windows.simulator.wine.programs import ENVIRONMENT, command

CRICTL = r"C:\var\lib\rancher\rke2\bin\crictl.exe"
PIPE = "npipe:////./pipe/containerd-containerd"


def test_crictl_gets_its_arguments_and_standard_input(
    machine: Machine, line: RunLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(argv: Sequence[str], given: str, environment: Mapping[str, str], silence: float) -> Ended:
        assert (argv, environment) == (command(CRICTL, ["--runtime-endpoint", PIPE, "pull", "a/b:1"]), ENVIRONMENT)
        return Ended(0, f"{argv[-1]}{given}", "")

    monkeypatch.setattr(crictl, "run_real", run)
    program = machine.files.at(CRICTL)
    program.parent.mkdir(parents=True)
    program.touch()
    assert line(f"{CRICTL} --runtime-endpoint {PIPE} pull a/b:1", "given").out == "a/b:1given"


@pytest.mark.parametrize(("codes", "code"), [([HUNG, 0], 0), ([HUNG, HUNG], HUNG), ([1], 1)])
def test_crictl_runs_again_if_wine_did_not_end_it(
    machine: Machine, line: RunLine, monkeypatch: pytest.MonkeyPatch, codes: list[int], code: int
) -> None:
    waiting = list(codes)
    monkeypatch.setattr(crictl, "run_real", lambda *_given, silence: Ended(waiting.pop(0), "", ""))
    program = machine.files.at(CRICTL)
    program.parent.mkdir(parents=True)
    program.touch()
    assert (line(f"{CRICTL} images").code, waiting) == (code, [])


def test_before_the_bootstrap_there_is_no_crictl(line: RunLine) -> None:
    with pytest.raises(FileNotFoundError):
        line(f"{CRICTL} version")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A round is faulty unless every pull was fresh and proven, on each node, and the second run changed nothing."""

from __future__ import annotations

import pytest

from tests.lab.host.playbook import Run
from tests.stages.runtimes.__main__ import faults
from tests.stages.runtimes.plan import Placement

ROUND = (Placement("containerd-1", "upstream", "v2.4.2"), Placement("rke2-agent-1", "k3s", "v2.3.2-k3s2", "v1.36.2"))
RECAP = "containerd-1 : ok=9 changed={}  unreachable=0\n"


def run(report: str, code: int = 0, changed: int = 0) -> Run:
    return Run(code, f"{report}\n{RECAP.format(changed)}", 1.0)


PROVEN = run("11 of 11 pulls proven on 2 nodes")


def test_a_round_with_all_pulls_proven_has_no_fault() -> None:
    assert list(faults(ROUND, run("11 of 11 pulls proven on 2 nodes", changed=9), PROVEN)) == []


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (run("10 of 11 pulls proven on 2 nodes"), PROVEN, "exit code 0, Proven(done=10"),
        (run("no report"), PROVEN, "exit code 0, Proven(done=0"),
        (run("11 of 11 pulls proven on 2 nodes", code=2), PROVEN, "exit code 2"),
        (run("6 of 6 pulls proven on 1 node"), run("6 of 6 pulls proven on 1 node"), "pulls on 1 of 2 nodes"),
        (run("passed manifest_only\n11 of 11 pulls proven on 2 nodes"), PROVEN, "a pull was not fresh"),
        (PROVEN, run("11 of 11 pulls proven on 2 nodes", changed=1), "second run: exit code 0, changed 1"),
        (PROVEN, run("10 of 11 pulls proven on 2 nodes"), "second run: exit code 0, changed 0, Proven(done=10"),
    ],
)
def test_each_deviation_is_a_fault(first: Run, second: Run, sentence: str) -> None:
    assert [fault for fault in faults(ROUND, first, second) if fault.startswith(sentence)]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After the first round the nodes go through the rounds in lanes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.lab.host.lab import this_lab
from tests.stages.faults.model.cases import KINDS, PLAIN, Case, Round
from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.runner import matrix
from tests.stages.faults.runner.matrix import LANES
from tests.stages.faults.runner.placeholders import Placeholders
from tests.stages.faults.runner.plan import Step
from tests.stages.faults.runner.verdicts import Verdict

CASES = [
    Case(id="a", topic="t", says="s", where=("containerd-1", "containerd-2")),
    Case(id="b", topic="t", says="s", where=("containerd-1", "containerd-2"), round="runtime-stopped"),
    Case(id="c", topic="t", says="s", where=("containerd-2",), round="without-proxy"),
]


@pytest.fixture(name="played")
def _played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Rounds with their nodes, in the order in which they were played."""
    played: list[tuple[str, tuple[str, ...]]] = []

    def run_round(_run: matrix.MatrixRun, step: Step) -> list[Verdict]:
        played.append((step.round.name, step.nodes))
        return [Verdict(case, node, "") for node, cases in step.cases.items() for case in cases]

    def bring_up(_lab: object, _nodes: Sequence[str], _keep: bool) -> Placeholders:
        return Placeholders(load_front(), {}, Path("/pki"))

    monkeypatch.setattr(matrix.MatrixRun, "run_round", run_round)
    monkeypatch.setattr(matrix, "_bring_up", bring_up)
    monkeypatch.setattr(matrix, "_folder", lambda _lab: Path("/nowhere"))
    return played


def test_every_node_is_in_one_lane() -> None:
    assert sorted(node for lane in LANES for node in lane) == sorted(KINDS)


def test_the_first_round_is_played_on_all_nodes_and_then_each_lane_in_order(
    played: list[tuple[str, tuple[str, ...]]],
) -> None:
    verdicts = matrix.run_cases(CASES)
    assert played[0] == (PLAIN, ("containerd-1", "containerd-2"))
    assert sorted(played[1:]) == [
        ("runtime-stopped", ("containerd-1",)),
        ("runtime-stopped", ("containerd-2",)),
        ("without-proxy", ("containerd-2",)),
    ]
    assert sorted((one.case.id, one.node) for one in verdicts) == sorted(
        (case.id, node) for case in CASES for node in case.nodes
    )


def test_one_node_alone_plays_its_own_rounds(played: list[tuple[str, tuple[str, ...]]]) -> None:
    matrix.run_cases(CASES, ["containerd-1"])
    assert played == [(PLAIN, ("containerd-1",)), ("runtime-stopped", ("containerd-1",))]


def test_what_is_wrong_is_tried_once_more_on_its_nodes_and_stays_wrong_if_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def answer(_run: matrix.MatrixRun, step: Step, roles: tuple[str, ...]) -> list[Verdict]:
        tries.append((step.nodes, roles))
        again = len(tries) > 1
        wrong = {("a", "containerd-1"): "" if again else "slow", ("b", "containerd-1"): "said something else"}
        return [Verdict(case, node, wrong.get((case.id, node), "")) for node in step.nodes for case in step.cases[node]]

    monkeypatch.setattr(matrix.MatrixRun, "_try", answer)
    step = Step(
        Round("one", ("registries",), {}), {node: tuple(CASES[:2]) for node in ("containerd-1", "containerd-2")}
    )
    verdicts = matrix.MatrixRun(
        this_lab(), Placeholders(load_front(), {}, Path("/pki")), Path("/nowhere"), step
    ).run_round(step)

    assert tries == [(("containerd-1", "containerd-2"), ("registries",)), (("containerd-1",), ())]
    assert [(one.case.id, one.node, one.wrong, one.at_first) for one in verdicts] == [
        ("a", "containerd-1", "", "slow"),
        ("b", "containerd-1", "said something else", "said something else"),
        ("a", "containerd-2", "", ""),
        ("b", "containerd-2", "", ""),
    ]


def test_an_interruption_lets_no_lane_begin_another_round(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()
    begun: list[str] = []

    def run_round(_run: matrix.MatrixRun, step: Step) -> list[Verdict]:
        begun.append(step.round.name)
        stopped.set()
        return []

    monkeypatch.setattr(matrix.MatrixRun, "run_round", run_round)
    lane = [Step(Round(name, (), {}), {"containerd-1": ()}) for name in ("one", "two")]
    player = matrix.MatrixRun(this_lab(), Placeholders(load_front(), {}, Path("/pki")), Path("/nowhere"), lane[0])
    matrix._in_turn(player, lane, stopped)
    assert begun == ["one"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the rounds: brings the lab and the faulty registries up, applies, injects, proves, undoes, judges."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults import certificates
from tests.faults.cases import KINDS, Case, load_cases, load_rounds
from tests.faults.endpoints import load_front
from tests.faults.hands import injected, prepare
from tests.faults.places import Places
from tests.faults.plan import Step, injections, steps, variables
from tests.faults.service import faulty
from tests.faults.verdicts import Documents, Verdict, judge
from tests.lab import services
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_command
from tests.lab.nodes import lifecycle

CLEAN = "tests/faults/round.yml"
LANES = (tuple(KINDS)[::2], tuple(KINDS)[1::2])
"""Nodes that go through the rounds together. The first round is played on all; after it most of the time is spent
waiting, for a service to start or a limit to be reached, so that the lanes don't wait for each other."""


@dataclass(frozen=True)
class Match:
    """One run of the matrix: the lab, its places, and the folder with what is written and read on the way."""

    lab: Lab
    places: Places
    folder: Path
    first: Step

    def play(self, step: Step) -> list[Verdict]:
        """Play one round on its nodes and judge its cases. Nodes with a wrong verdict are tried once more, and what
        was wrong at first stays with the verdict.
        """
        verdicts = self._try(step, step.round.roles)
        doubted = _only(step, {one.node for one in verdicts if not one.is_right})
        if not doubted.nodes:
            return verdicts
        again = {(one.case.id, one.node): one for one in self._try(doubted, ())}
        return [one if one.is_right else replace(again[one.case.id, one.node], at_first=one.wrong) for one in verdicts]

    def _try(self, step: Step, roles: Sequence[str]) -> list[Verdict]:
        started = time.monotonic()
        documents = self._documents(step, roles)
        verdicts = [
            judge(case, node, self.places.reference(case), documents)
            for node, cases in step.cases.items()
            for case in cases
        ]
        right = sum(one.is_right for one in verdicts)
        say(f"{self._name(step)}: {right} of {len(verdicts)}, {time.monotonic() - started:.0f} s")
        return verdicts

    def _documents(self, step: Step, roles: Sequence[str]) -> Documents:
        hands = {node: injections(step, node, self.places) for node in step.nodes}
        if not any(hands.values()):
            return self._run(step, roles, verify=True)
        if roles:
            self._run(step, roles, verify=False)
        with injected(self.lab, hands):
            return self._run(step, (), verify=True)

    def _name(self, step: Step) -> str:
        """Of files: the round, and the lane that it is played in."""
        lane = next((str(number) for number, lane in enumerate(LANES, 1) if set(step.nodes) <= set(lane)), "")
        return f"{step.round.name}.{lane}" if lane else step.round.name

    def _run(self, step: Step, roles: Sequence[str], verify: bool) -> Documents:
        name = self._name(step)
        results = self.folder / f"{name}.json"
        results.unlink(missing_ok=True)
        settings = {"faults_roles": list(roles), "faults_verify": verify, "faults_results": str(results)}
        command = (
            *(
                "ansible-playbook",
                "-i",
                "tests/lab/inventory",
                "-i",
                ".lab/hosts.yml",
                "-i",
                str(self._inventory(step)),
            ),
            *("--limit", ",".join(step.nodes), "-e", json.dumps(settings), CLEAN),
        )
        run = run_command(command, quiet=True)
        part = "proof" if verify else "roles"
        (self.folder / f"{name}.{part}.log").write_text(run.output, encoding="utf-8")
        _tell(step, run, verify)
        return dict(json.loads(results.read_text(encoding="utf-8"))) if results.exists() else {}

    def _inventory(self, step: Step) -> Path:
        hosts = {node: dict(variables(step, self.first, node, self.places)) for node in step.nodes}
        path = self.folder / f"{self._name(step)}.hosts.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"all": {"hosts": hosts}}, file, indent=1)
        return path


def play(cases: Sequence[Case], nodes: Iterable[str] | None = None, keep: bool = False) -> list[Verdict]:
    """Try all of these cases, on all of their nodes or on the given ones only; ``keep`` makes no new nodes."""
    lab = this_lab()
    played = steps(cases, load_rounds())
    if nodes:
        played = tuple(_only(step, tuple(nodes)) for step in played)
    nodes_played = sorted({node for step in played for node in step.nodes})
    match = Match(lab, _bring_up(lab, nodes_played, keep), _folder(lab), played[0])
    lanes = [[_only(step, lane) for step in played[1:]] for lane in LANES]
    stopped = threading.Event()
    with ThreadPoolExecutor(len(lanes)) as pool:
        try:
            found = [match.play(played[0]), *pool.map(lambda lane: _in_turn(match, lane, stopped), lanes)]
        except BaseException:
            # Without it the lanes would go on to their end before anybody hears of it.
            stopped.set()
            raise
    return [verdict for verdicts in found for verdict in verdicts]


def _in_turn(match: Match, played: Iterable[Step], stopped: threading.Event) -> list[Verdict]:
    return [verdict for step in played if step.nodes and not stopped.is_set() for verdict in match.play(step)]


def _only(step: Step, nodes: Collection[str]) -> Step:
    return Step(step.round, {node: cases for node, cases in step.cases.items() if node in nodes})


def _bring_up(lab: Lab, nodes: Sequence[str], keep: bool) -> Places:
    """The lab with fresh nodes, and the faulty registries."""
    lifecycle.up(lab, everything=False)
    if not keep:
        lifecycle.reset(lab, nodes)
        prepare(lab, nodes)
    front, pki = load_front(), lab.state_dir / "faults" / "pki"
    certificates.ensure(pki, front.endpoints.values())
    known = services.defined(lab)
    service = faulty(front, load_cases(), pki, services.passwords.ensure(lab.state_dir / "secrets.json"))
    services.ensure(lab, service)
    addresses = services.containers.addresses(lab, [service, *known])
    words = {"faults": addresses[service.name], "blackhole": addresses["blackhole.lab"]}
    return Places(front, words, pki)


def _folder(lab: Lab) -> Path:
    folder = lab.state_dir / "faults"
    for path in [*folder.glob("*.json"), *folder.glob("*.log")]:
        path.unlink()
    return folder


def _tell(step: Step, run: Run, verify: bool) -> None:
    """A role that fails, or a warning, spoils the round: say so at once. The proof is to fail."""
    signs = ("[WARNING]", "[DEPRECATION", "UNREACHABLE!", *(() if verify else ("FAILED!",)))
    lines = [line[:300] for line in run.output.splitlines() if any(sign in line for sign in signs)]
    if lines:
        say(f"{step.round.name}: " + "\n    ".join(lines))


def say(sentence: str) -> None:
    """One line about the matrix, at once."""
    print(f"faults: {sentence}", flush=True)

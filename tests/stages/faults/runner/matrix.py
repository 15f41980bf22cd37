# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the rounds: starts the lab and the faulty registries, applies variables, injects, verifies, and compares."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tests.lab import services
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_command
from tests.lab.nodes import lifecycle
from tests.stages.faults.injection.apply import injected, prepare
from tests.stages.faults.model.cases import KINDS, Case, load_cases, load_rounds
from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.registry import certificates
from tests.stages.faults.registry.service import faulty
from tests.stages.faults.runner.placeholders import Placeholders
from tests.stages.faults.runner.plan import Step, injections, steps, variables
from tests.stages.faults.runner.verdicts import Documents, Verdict, judge

PLAYBOOK = "tests/stages/faults/runner/playbook.yml"
LANES = (tuple(KINDS)[::2], tuple(KINDS)[1::2])
"""Nodes that go through the rounds together. The first round runs on all nodes. Later ones mostly wait for services or
timeouts: the lanes do not wait for each other."""


@dataclass(frozen=True)
class MatrixRun:
    """One run of the matrix: the lab, its placeholders, and the folder for files of the run."""

    lab: Lab
    placeholders: Placeholders
    folder: Path
    first: Step

    def run_round(self, step: Step) -> list[Verdict]:
        """Run one round on its nodes and judge its cases. Nodes with a wrong verdict are tried once more. The verdict
        contains what was wrong at first.
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
            judge(case, node, self.placeholders.reference(case), documents)
            for node, cases in step.cases.items()
            for case in cases
        ]
        right = sum(one.is_right for one in verdicts)
        log(f"{self._name(step)}: {right} of {len(verdicts)}, {time.monotonic() - started:.0f} s")
        return verdicts

    def _documents(self, step: Step, roles: Sequence[str]) -> Documents:
        manual = {node: injections(step, node, self.placeholders) for node in step.nodes}
        if not any(manual.values()):
            return self._run_playbook(step, roles, verify=True)
        if roles:
            self._run_playbook(step, roles, verify=False)
        with injected(self.lab, manual):
            return self._run_playbook(step, (), verify=True)

    def _name(self, step: Step) -> str:
        """The name of files: the round and its lane."""
        lane = next((str(number) for number, lane in enumerate(LANES, 1) if set(step.nodes) <= set(lane)), "")
        return f"{step.round.name}.{lane}" if lane else step.round.name

    def _run_playbook(self, step: Step, roles: Sequence[str], verify: bool) -> Documents:
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
            *("--limit", ",".join(step.nodes), "-e", json.dumps(settings), PLAYBOOK),
        )
        run = run_command(command, quiet=True)
        part = "proof" if verify else "roles"
        (self.folder / f"{name}.{part}.log").write_text(run.output, encoding="utf-8")
        _report(step, run, verify)
        return dict(json.loads(results.read_text(encoding="utf-8"))) if results.exists() else {}

    def _inventory(self, step: Step) -> Path:
        hosts = {node: dict(variables(step, self.first, node, self.placeholders)) for node in step.nodes}
        path = self.folder / f"{self._name(step)}.hosts.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"all": {"hosts": hosts}}, file, indent=1)
        return path


def run_cases(cases: Sequence[Case], nodes: Iterable[str] | None = None, keep: bool = False) -> list[Verdict]:
    """Run these cases on all of their nodes, or on the given ones only; ``keep`` does not reset the nodes."""
    lab = this_lab()
    rounds = steps(cases, load_rounds())
    if nodes:
        rounds = tuple(_only(step, tuple(nodes)) for step in rounds)
    nodes_in_use = sorted({node for step in rounds for node in step.nodes})
    matrix = MatrixRun(lab, _bring_up(lab, nodes_in_use, keep), _folder(lab), rounds[0])
    lanes = [[_only(step, lane) for step in rounds[1:]] for lane in LANES]
    stopped = threading.Event()
    with ThreadPoolExecutor(len(lanes)) as pool:
        try:
            found = [matrix.run_round(rounds[0]), *pool.map(lambda lane: _in_turn(matrix, lane, stopped), lanes)]
        except BaseException:
            # Without it, the lanes would run to their end before the error is raised.
            stopped.set()
            raise
    return [verdict for verdicts in found for verdict in verdicts]


def _in_turn(matrix: MatrixRun, rounds: Iterable[Step], stopped: threading.Event) -> list[Verdict]:
    return [verdict for step in rounds if step.nodes and not stopped.is_set() for verdict in matrix.run_round(step)]


def _only(step: Step, nodes: Collection[str]) -> Step:
    return Step(step.round, {node: cases for node, cases in step.cases.items() if node in nodes})


def _bring_up(lab: Lab, nodes: Sequence[str], keep: bool) -> Placeholders:
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
    return Placeholders(front, words, pki)


def _folder(lab: Lab) -> Path:
    folder = lab.state_dir / "faults"
    for path in [*folder.glob("*.json"), *folder.glob("*.log")]:
        path.unlink()
    return folder


def _report(step: Step, run: Run, verify: bool) -> None:
    """Log failed roles and warnings at once: they make the round useless. The proof is expected to fail."""
    signs = ("[WARNING]", "[DEPRECATION", "UNREACHABLE!", *(() if verify else ("FAILED!",)))
    lines = [line[:300] for line in run.output.splitlines() if any(sign in line for sign in signs)]
    if lines:
        log(f"{step.round.name}: " + "\n    ".join(lines))


def log(sentence: str) -> None:
    """Print one line at once."""
    print(f"faults: {sentence}", flush=True)

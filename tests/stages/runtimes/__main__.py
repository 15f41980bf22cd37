# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provisions nodes with other versions of containerd, and verifies that they can pull images.

Each version is compiled when it is first needed, which takes minutes. ``--only VERSION`` selects versions.
Ends with ``runtimes: P of P pulls proven on N containerds, second run changed 0``, or with exit code 1 and the faults.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.lab.cli import main as lab_command
from tests.lab.host.go_programs import ensure_containerd
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_playbook
from tests.lab.services import distribution
from tests.stages.fidelity.containerds import load_containerds
from tests.stages.runtimes.install import install, running_version
from tests.stages.runtimes.migrations import load_migrations, predicted, read_by
from tests.stages.runtimes.plan import Round, load_rounds, selected


@dataclass
class Result:
    """What all rounds together showed."""

    proven: int = 0
    pulls: int = 0
    containerds: int = 0
    changed: int = 0
    faults: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Play the rounds; the exit code is 2 for an unknown version."""
    parser = argparse.ArgumentParser(prog="./dev runtimes", description="Provision and verify other containerds.")
    parser.add_argument("--only", action="append", default=[], metavar="VERSION", help="such as v2.4.2; repeatable")
    try:
        rounds = selected(load_rounds(), parser.parse_args(arguments).only)
    except ValueError as error:
        print(f"runtimes: {error}", file=sys.stderr)
        return 2
    result, lab = Result(), this_lab()
    result.faults += check_migrations(lab)
    for one in rounds:
        if lab_command(["up"]) or lab_command(["reset", *nodes(one)]):
            return 1
        distribution.up(lab)
        play(lab, one, result)
    return lab_command(["reset", *sorted({node for one in rounds for node in nodes(one)})]) or report(result)


def check_migrations(lab: Lab) -> list[str]:
    """The differences between what containerds read of a config.toml, and what is expected and predicted."""
    rows, containerds = load_migrations(), load_containerds()
    cases = [(row, one) for one in containerds for row in rows if one.name in row.reads]
    found = [
        f"{row.name} on {one.name}: {reads}, predicted {prediction}, expected {row.reads[one.name]}"
        for row, one in cases
        for reads in [read_by(one.program(lab), row.config)]
        for prediction in [predicted(one.containerd_version, row.config)]
        if not reads == prediction == row.reads[one.name]
    ]
    print(f"runtimes: {len(cases) - len(found)} of {len(cases)} config.toml read as predicted", flush=True)
    return found


def nodes(one: Round) -> list[str]:
    """The nodes of a round."""
    return [placement.node for placement in one]


def report(result: Result) -> int:
    """Print the faults and the last line; the exit code."""
    for sentence in result.faults:
        print(f"runtimes: {sentence}", file=sys.stderr)
    counted = f"{result.proven} of {result.pulls} pulls proven on {result.containerds} containerds"
    print(f"runtimes: {counted}, second run changed {result.changed}")
    return int(bool(result.faults))


def play(lab: Lab, one: Round, result: Result) -> None:
    """Put the containerds of a round on their nodes, provision these, and provision them once more."""
    for placement in one:
        print(f"\n=== {placement.title}", flush=True)
        install(lab, placement, ensure_containerd(lab, placement.kind, placement.version, placement.system))
    strict = {"runtimes_two_scopes": [placement.node for placement in one if placement.two_scopes]}
    options = ("-i", "tests/stages/runtimes/inventory", "--limit", ",".join(nodes(one)), "-e", json.dumps(strict))
    first, second = run_playbook("provision.yml", *options), run_playbook("provision.yml", *options, quiet=True)
    result.containerds += len(one)
    result.proven += first.proven.done
    result.pulls += first.proven.listed
    result.changed += second.changed
    titles = ", ".join(placement.title for placement in one)
    result.faults += [f"{titles}: {sentence}" for sentence in faults(one, first, second)]
    running = {placement: running_version(lab, placement) for placement in one}
    result.faults += [
        f"{one.title}: {found or 'nothing'} runs" for one, found in running.items() if found != one.version
    ]


def faults(one: Round, first: Run, second: Run) -> Iterator[str]:
    """What the two runs of a round did not show as they must."""
    if first.code != 0 or not 0 < first.proven.done == first.proven.listed:
        yield f"exit code {first.code}, {first.proven}"
    if first.proven.nodes != len(one):
        yield f"pulls on {first.proven.nodes} of {len(one)} nodes"
    if "manifest_only" in first.output:
        yield "a pull was not fresh"
    if second.code != 0 or second.changed != 0 or second.proven != first.proven:
        yield f"second run: exit code {second.code}, changed {second.changed}, {second.proven}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

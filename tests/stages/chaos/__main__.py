# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev chaos [--seed N] [--points N]``: interrupt runs of `provision`, and check that every node can still pull.

After each interruption, and after the timers of the nodes: every image that could be pulled before can be pulled, no
temporary file is left, and one more run converges. Ends with `chaos: N of N healed`. The nodes run Linux.
"""

from __future__ import annotations

import argparse
import sys

from tests.lab.cli import main as lab_command
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_playbook
from tests.stages.chaos.interruption import GOOD, await_timers, interrupt, leftovers
from tests.stages.chaos.points import Point, choose_points

LIMIT = ("--limit", "nodes")


def main() -> int:
    """Run all points of a seed."""
    parser = argparse.ArgumentParser(prog="./dev chaos")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", type=int, default=12, help="a point interrupts one server or four agents")
    options = parser.parse_args()
    lab_command(["up"])
    here, healed, total = this_lab(), 0, 0
    faults = _fault("the first run", run_playbook("provision.yml", *LIMIT, quiet=True))
    for point in choose_points(options.seed, options.points):
        found = faults or struck(here, point)
        print(f"{'healed' if not found else 'FAILED'}  {point}", *found, sep="\n        ", flush=True)
        total += len(point.nodes)
        healed += 0 if found else len(point.nodes)
    print(f"chaos: {healed} of {total} healed (seed {options.seed})")
    return int(healed != total)


def struck(lab: Lab, point: Point) -> list[str]:
    """What is wrong after one interruption."""
    if not interrupt(lab, point):
        return ["the run did not get to this moment"]
    if point.kind == "node":
        # A container has another address after its restart, which the inventory must have.
        lab_command(["up"])
    await_timers(lab, point.nodes)
    wrong = [f"{node}: {text}" for node in point.nodes if (text := leftovers(lab, node))]
    limit = ("--limit", ",".join(point.nodes))
    wrong += _fault("the pulls after the interruption", run_playbook("verify.yml", *limit, quiet=True))
    again = () if point.is_bad else GOOD
    wrong += _fault("one more run", run_playbook("provision.yml", *limit, *again, quiet=True))
    return wrong + _fault("the way back", run_playbook("provision.yml", *limit, quiet=True))


def _fault(what: str, run: Run) -> list[str]:
    proven = run.proven
    is_right = run.code == 0 and 0 < proven.done == proven.listed
    return [] if is_right else [f"{what}: exit code {run.code}, {proven}", *run.output.splitlines()[-60:]]


if __name__ == "__main__":
    sys.exit(main())

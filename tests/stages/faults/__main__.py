# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.stages.faults [--only CODE]``: inject all faults, and compare the reported causes with them.

A node with a wrong verdict is tried once more, and listed. The last line is ``faults: named N of N, false alarms 0 of
M``. The exit code is 0 only for this result.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.stages.faults.model.cases import WINDOWS, Case, load_cases
from tests.stages.faults.runner.matrix import run_cases
from tests.stages.faults.runner.verdicts import on_windows, second_tries, summary, table


def main(arguments: Sequence[str]) -> int:
    """Run the cases that the arguments select; return the exit code."""
    parser = argparse.ArgumentParser(prog="./dev faults", description="Inject faults and compare the verdicts.")
    parser.add_argument(
        "--only", metavar="CODE", help="the cases of one cause (or one case by its id), and their near misses"
    )
    parser.add_argument("--round", action="append", help="in this round only (and the first, which the others need)")
    parser.add_argument("--node", action="append", help="on this node only")
    parser.add_argument(
        "--keep", action="store_true", help="take the nodes as they are, which is quicker than new ones"
    )
    options = parser.parse_args(arguments)
    chosen = [case for case in choose(load_cases(), options.only) if case.round in (options.round or [case.round])]
    if not chosen:
        parser.error(f"no case injects {options.only}")
    verdicts = run_cases([case for case in chosen if not case.impossible], options.node, options.keep)
    print(table(verdicts))
    for case in chosen:
        if case.impossible:
            print(f"not injected: {case.code}: {case.says}: {case.impossible}")
    line, is_full = summary(verdicts)
    print(f"{len(verdicts)} verdicts on {len({verdict.node for verdict in verdicts})} nodes")
    print(second_tries(verdicts))
    print(on_windows(verdicts))
    print(line)
    return 0 if is_full else 1


def choose(cases: Sequence[Case], only: str | None) -> list[Case]:
    """All cases; or those of a code or id, and their near misses."""
    if not only:
        return list(cases)
    chosen = [case for case in cases if only in (case.code, *_ids(case))]
    near = {case.near_miss for case in chosen}
    return [case for case in cases if case in chosen or near & set(_ids(case))]


def _ids(case: Case) -> tuple[str, str]:
    """Its id, and the id that it shares with the same case on nodes of the other system."""
    return case.id, case.id.removesuffix(f"-{WINDOWS}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

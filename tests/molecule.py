# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.molecule [ROLE...]``: the molecule scenarios of the named roles, or of all, on the lab's nodes.

A scenario fails also for a warning or a deprecation in its output. Ends with ``molecule: N passed, N failed``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.playbook import CHECKOUT, Run, run_command

GLOB = "molecule/*/molecule.yml"


def scenarios() -> list[str]:
    """The scenarios there are, in the order of the main job."""
    order = ["time_sync", "ca_trust", "registries", "proxy", "runtime", "verify"]
    found = {path.parent.name for path in CHECKOUT.glob(GLOB)}
    return [*(name for name in order if name in found), *sorted(found - set(order))]


def main(arguments: Sequence[str]) -> int:
    """Run the scenarios one after the other; return the exit code."""
    known = scenarios()
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"molecule: no scenario {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    faults = {name: _fault(_test(name)) for name in arguments or known}
    for name, fault in faults.items():
        print(f"molecule: {name}: {fault or 'passed'}")
    failed = sum(1 for fault in faults.values() if fault)
    print(f"molecule: {len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _test(scenario: str) -> Run:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"MOLECULE_GLOB": GLOB, "NO_COLOR": "1", "PATH": path}
    # Molecule remembers that it prepared a scenario, and would leave the nodes as the last run left them.
    run_command(["molecule", "reset", "--scenario-name", scenario], environment, quiet=True)
    return run_command(["molecule", "test", "--scenario-name", scenario], environment)


def _fault(run: Run) -> str:
    if run.code != 0:
        return f"FAILED, exit code {run.code}"
    return f"FAILED for its warnings: {'; '.join(run.warnings)}" if run.warnings else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

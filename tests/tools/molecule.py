# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.molecule [ROLE...]``: run the molecule scenarios of the given roles, or of all, in the lab.

Each scenario: check mode, which must change nothing; the role; the role again, which must change nothing; what the
nodes then say. A warning, a deprecation or a password of the lab in its output fails it, too: it shows all differences.
Ends with ``molecule: N passed, N failed, ansible-core VERSION``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT, Run, run_command

GLOB = "molecule/*/molecule.yml"
# Shorter ones occur by chance.
SECRET_LENGTH = 16
# Molecule's first step. Before that it lists all plugins, for which ansible-core 2.22 warns of some of its own.
FIRST_STEP = "] Executing"


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
    secrets = lab_secrets(this_lab().state_dir / "secrets.json")
    faults = {name: fault(_test(name), secrets) for name in arguments or known}
    for name, what in faults.items():
        print(f"molecule: {name}: {what or 'passed'}")
    failed = sum(1 for what in faults.values() if what)
    print(f"molecule: {len(faults) - failed} passed, {failed} failed, ansible-core {version('ansible-core')}")
    return 1 if failed else 0


def _test(scenario: str) -> Run:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"MOLECULE_GLOB": GLOB, "NO_COLOR": "1", "PATH": path}
    # Molecule remembers that it prepared a scenario, and would leave the nodes as the last run left them.
    run_command(["molecule", "reset", "--scenario-name", scenario], environment, quiet=True)
    return run_command(["molecule", "test", "--scenario-name", scenario], environment)


def lab_secrets(file: Path) -> list[str]:
    """The passwords of the lab's people, also as they stand in a URL."""
    by_service = json.loads(file.read_text())
    found = [value for people in by_service.values() for value in people.values() if len(value) >= SECRET_LENGTH]
    return sorted({*found, *(quote(value, safe="") for value in found)})


def fault(run: Run, secrets: Sequence[str]) -> str:
    """What is wrong with a run of a scenario, or nothing."""
    if run.code != 0:
        return f"FAILED, exit code {run.code}"
    if any(secret in run.output for secret in secrets):
        return "FAILED for a password in its output"
    warnings = replace(run, output=run.output[max(run.output.find(FIRST_STEP), 0) :]).warnings
    return f"FAILED for its warnings: {'; '.join(warnings)}" if warnings else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

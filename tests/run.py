# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.run [--all | lint [STAGE...]]``: run the stages of ``./dev test`` or ``./dev lint``, in order.

With ``--all``, ``./dev test`` also runs the stages that take too long for every change.

A failed stage does not stop the run. At the end its last lines are printed again, then the time and state of each stage
and ``N passed, N failed``. The exit code is 1 if a stage failed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from tests.lab.host.lab import this_lab

PYTHON = sys.executable
LAST_LINES = 60
FIRST_ROUND = "plain"
"""The round of `tests/stages/faults/rounds.yml` that most cases share: only host names differ in it."""


@dataclass(frozen=True)
class Stage:
    """One command, run in the checkout."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a stage ended, after how many seconds, and its last lines."""

    stage: Stage
    exit_code: int
    seconds: float
    last_lines: tuple[str, ...]

    @property
    def line(self) -> str:
        """State and time, such as ``passed   12 s  unit``."""
        state = "passed" if self.exit_code == 0 else "FAILED"
        return f"{state} {self.seconds:6.0f} s  {self.stage.name}"

    @property
    def end(self) -> str:
        """The last lines of a failed stage."""
        heading = f"== {self.stage.name} FAILED with exit code {self.exit_code}; its last lines:"
        return f"\n{heading}\n{''.join(self.last_lines)}"


LINT = (
    Stage("ruff check", (PYTHON, "-m", "ruff", "check")),
    Stage("ruff format", (PYTHON, "-m", "ruff", "format", "--check")),
    Stage("mypy: collection", (PYTHON, "-m", "mypy", "-p", "ansible_collections.pullproof.registry.plugins")),
    Stage("mypy: tests", (PYTHON, "-m", "mypy", "tests")),
    Stage("import-linter", ("env", "PYTHONPATH=.ansible/collections", "lint-imports", ".importlinter")),
    Stage("reuse", ("reuse", "lint", "--lines")),
    Stage("antsibull-changelog", ("antsibull-changelog", "lint")),
    Stage("antsibull-docs", ("antsibull-docs", "lint-collection-docs", "--plugin-docs", ".")),
    Stage("prose", (PYTHON, "-m", "tests.prose")),
    Stage("yamllint", (PYTHON, "-m", "yamllint", "--strict", ".")),
    Stage("ansible-lint", (PYTHON, "-m", "ansiblelint", "--offline")),
    Stage("galaxy-importer", (PYTHON, "-m", "tests.tools.galaxy_importer")),
    Stage("ansible-test sanity", (PYTHON, "-m", "tests.tools.sanity")),
)
BASE = (
    *LINT,
    Stage("lab", (PYTHON, "-m", "tests.lab", "up", "--all")),
    Stage("unit", (PYTHON, "-m", "pytest", "--quiet", "--numprocesses", "2", "--dist", "worksteal")),
    Stage("report", ("./dev", "report", "--quiet")),
    Stage("demo", (PYTHON, "-m", "tests.stages.demo")),
    Stage("drill", (PYTHON, "-m", "tests.stages.drill")),
    Stage("transition", (PYTHON, "-m", "tests.stages.transition")),
    Stage("bench", (PYTHON, "-m", "tests.stages.bench")),
    Stage("molecule", ("./dev", "molecule")),
)
TEST = (*BASE, Stage("faults: first round", (PYTHON, "-m", "tests.stages.faults", "--round", FIRST_ROUND)))
ALL = (
    *BASE,
    Stage("faults", (PYTHON, "-m", "tests.stages.faults")),
    Stage("bench --scale", (PYTHON, "-m", "tests.stages.bench", "--scale")),
    Stage("leaks", (PYTHON, "-m", "tests.stages.leaks")),
    Stage("fidelity", (PYTHON, "-m", "tests.stages.fidelity")),
    Stage("runtimes", ("./dev", "runtimes")),
    Stage("chaos", (PYTHON, "-m", "tests.stages.chaos")),
    Stage("cluster", ("./dev", "cluster")),
)


def main(arguments: Sequence[str]) -> int:
    """Run the stages that the arguments select; return the exit code, 2 if a stage does not exist."""
    stages = _selected(arguments)
    if not stages:
        stages_of_lint = ", ".join(stage.name for stage in LINT)
        print(f"test has the option --all, lint these stages: {stages_of_lint}", file=sys.stderr)
        return 2
    outcomes = [_run(stage) for stage in stages]
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    print("".join(outcome.end for outcome in failed))
    print("\n".join(outcome.line for outcome in outcomes))
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed", flush=True)
    return 1 if failed else 0


def _selected(arguments: Sequence[str]) -> Sequence[Stage]:
    """Stages of ``test``, of ``test --all``, of ``lint``, or the named ones of lint; empty if one does not exist."""
    if not arguments:
        return TEST
    if arguments[0] != "lint":
        return ALL if list(arguments) == ["--all"] else ()
    names = arguments[1:]
    chosen = [stage for stage in LINT if stage.name in names]
    return LINT if not names else chosen if len(chosen) == len(set(names)) else ()


def _run(stage: Stage) -> Outcome:
    print(f"\n== {stage.name}", flush=True)
    start = time.monotonic()
    last_lines: deque[str] = deque(maxlen=LAST_LINES)
    with subprocess.Popen(
        stage.command,
        cwd=this_lab().checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last_lines.append(line)
    return Outcome(stage, process.returncode, time.monotonic() - start, tuple(last_lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

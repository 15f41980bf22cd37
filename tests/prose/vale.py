# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vale: built from its Go module into the cache, and run on files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.lab.host.console import timed
from tests.lab.host.digest import tree_digest
from tests.lab.host.go_programs import go_environment
from tests.lab.host.lab import Lab

HERE = Path(__file__).resolve().parent
PACKAGE = "github.com/vale-cli/vale/v3/cmd/vale"


@dataclass(frozen=True)
class Alert:
    """One place in a file that breaks a rule."""

    path: str
    line: int
    column: int
    rule: str
    message: str


def ensure_vale(lab: Lab) -> Path:
    """Build Vale unless the cache has it; CalledProcessError if it cannot be built."""
    program = lab.cache / f"vale-{tree_digest(HERE / 'go')}" / "vale"
    if program.exists():
        return program
    program.parent.mkdir(parents=True, exist_ok=True)
    unfinished = program.with_name(f"vale.{os.getpid()}")
    # The grammars of programming languages, which are not used here, take minutes with optimization.
    settings = {"CGO_ENABLED": "1", "CGO_CFLAGS": "-O0 -g0 -w"}
    with timed("building Vale, the linter for prose"):
        command = ["nice", "go", "build", "-ldflags", "-s -w", "-o", str(unfinished), PACKAGE]
        subprocess.run(command, cwd=HERE / "go", env=go_environment(lab) | settings, check=True)
    unfinished.rename(program)
    return program


def check(program: Path, folder: Path, paths: Iterable[str]) -> list[Alert]:
    """Check files, given relative to a folder; ValueError with the output of Vale if it is not a list of alerts."""
    command = [str(program), f"--config={HERE / 'vale.ini'}", "--no-exit", "--output=line", *paths]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise ValueError(f"vale ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return [_alert(line) for line in done.stdout.splitlines()]


def _alert(text: str) -> Alert:
    path, line, column, rule, message = text.split(":", 4)
    return Alert(path, int(line), int(column), rule.rpartition(".")[2], message)

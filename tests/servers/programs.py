# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of a node that are the machine's own programs, or none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._commands import CommandResult


class RealPrograms:
    """Runs the machine's own programs, and remembers which."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        del env
        self.ran.append(list(argv))
        bounded = argv if seconds is None else ["timeout", str(seconds), *argv]
        done = subprocess.run(bounded, input=stdin, capture_output=True, text=True, check=False)
        return CommandResult(done.returncode, done.stdout, done.stderr)

    def find(self, program: str) -> str | None:
        return shutil.which(program)


class NoPrograms:
    """A node on which nothing is installed."""

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        del seconds, env, stdin
        return CommandResult(127, "", f"{argv[0]}: not found")

    def find(self, program: str) -> str | None:
        del program
        return None

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of a node: the machine's own programs, or declared answers, of which there may be none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult


class RealPrograms:
    """Runs the machine's own programs, each with `more` arguments and after `before` has seen its own; remembers which
    ran, and what they said.
    """

    def __init__(self, *more: str, before: Callable[[Sequence[str]], None] | None = None) -> None:
        self.more, self.before = more, before
        self.ran: list[list[str]] = []
        self.said: list[str] = []

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        del env
        self.ran.append(list(argv))
        if self.before:
            self.before(argv)
        whole = [*argv, *self.more]
        bounded = whole if seconds is None else ["timeout", str(seconds), *whole]
        done = subprocess.run(bounded, input=stdin, capture_output=True, text=True, check=False)
        self.said.append(done.stdout)
        return CommandResult(done.returncode, done.stdout, done.stderr)

    def find(self, program: str) -> str | None:
        return shutil.which(program)


class DeclaredCommands:
    """Returns the given results of commands, runs `effect` with each, and records the commands."""

    def __init__(self, answers: Mapping[str, CommandResult] | None = None) -> None:
        self.answers = dict(answers or {})
        self.ran: list[list[str]] = []
        self.effects: dict[str, Any] = {}

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        del seconds, env, stdin
        self.ran.append(list(argv))
        self.effects.get(argv[0], lambda: None)()
        return self.answers.get(argv[0], CommandResult(127, "", f"{argv[0]}: not found"))

    def find(self, program: str) -> str | None:
        return f"/usr/bin/{program}" if program in self.answers else None

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one seam through which node code runs commands.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


@dataclass(frozen=True)
class CommandResult:
    """What a command left behind: exit code (124 = it ran into its time limit), standard output and error."""

    rc: int
    out: str
    err: str


class Commands(t.Protocol):
    """Runs commands on the node; `seconds` bounds the run time, `stdin` is how secrets reach a program."""

    def run(
        self,
        argv: t.Sequence[str],
        seconds: t.Optional[int] = None,
        env: t.Optional[t.Mapping[str, str]] = None,
        stdin: t.Optional[str] = None,
    ) -> CommandResult:
        """Run `argv` (no shell) and return its result; a program that does not exist gives exit code 127."""

    def find(self, program: str) -> t.Optional[str]:
        """Absolute path of a program on the node, or None."""


class ModuleCommands:
    """`Commands` by way of `AnsibleModule.run_command`."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module

    def run(
        self,
        argv: t.Sequence[str],
        seconds: t.Optional[int] = None,
        env: t.Optional[t.Mapping[str, str]] = None,
        stdin: t.Optional[str] = None,
    ) -> CommandResult:
        if self.find(argv[0]) is None:
            return CommandResult(127, "", f"{argv[0]}: not found")
        bounded = list(argv) if seconds is None else ["timeout", "--kill-after=5", str(seconds), *argv]
        environ = {"LC_ALL": "C.UTF-8", **(env or {})}
        rc, out, err = self._module.run_command(bounded, environ_update=environ, data=stdin)
        return CommandResult(int(rc), str(out), str(err))

    def find(self, program: str) -> t.Optional[str]:
        path: t.Optional[str] = self._module.get_bin_path(program)
        return path

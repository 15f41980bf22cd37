# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The in-box programs of a simulated node, by name. Those with a real program behind them say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..machine import Machine
from ..system.real import Ended
from . import attrib, certutil, crictl, curl, findstr, icacls, reg, rke2, services, w32tm
from .cmd import shell
from .cmd.command_line import arguments, commands, told_to_cmd

Program = Callable[[Machine, Sequence[str], str], Ended]
"""Runs with its arguments (without its own name) and its standard input."""

NOT_FOUND = 9009
_OF_RKE2 = ("crictl", "rke2")
_DRIVE = re.compile(r"[Cc]:[\\/]")
_PROGRAMS: Mapping[str, Program] = {
    "attrib": attrib.run,
    "certutil": certutil.run,
    "crictl": crictl.run,
    "curl": curl.run,
    "findstr": findstr.run,
    "icacls": icacls.run,
    "reg": reg.run,
    "rke2": rke2.run,
    "sc": services.service,
    "taskkill": services.killed,
    "tasklist": services.listed,
    "w32tm": w32tm.run,
    "whoami": services.rights,
}


def run(machine: Machine, line: str, given: str = "") -> Ended:
    """Run a command line as win_command does; cmd.exe runs its commands one after the other.

    Raises FileNotFoundError for a program that is not there.
    """
    name, *rest = arguments(line)
    if _name(name) == "cmd":
        return _cmd(machine, line, given)
    program = _PROGRAMS.get(_name(name))
    if program is None:
        return Ended(NOT_FOUND, "", f"'{name}' is not simulated")
    if not _is_there(machine, name):
        raise FileNotFoundError(name)
    return program(machine, rest, given)


def _cmd(machine: Machine, line: str, given: str) -> Ended:
    """`cmd.exe /c a & b && c`: the exit code is the last command's."""
    switches, command_line = told_to_cmd(line)
    out, err, code = "", "", 0
    for operator, command in commands(command_line):
        if (operator == "&&" and code) or (operator == "||" and not code):
            continue
        expanded = shell.expanded(command, code) if "/v:on" in switches else command
        plain, redirected = shell.redirection(shell.condition(machine, expanded))
        if not plain.strip():
            continue
        ended = redirected(shell.builtin(machine, plain, code) or _found(machine, plain, given))
        out, err, code = out + ended.out, err + ended.err, ended.code
        if plain.split()[0].lower() == "exit":
            break
    return Ended(code, out, err)


def _found(machine: Machine, line: str, given: str) -> Ended:
    try:
        return run(machine, line, given)
    except FileNotFoundError as error:
        words = f"'{error}' is not recognized as an internal or external command,\r\noperable program or batch file."
        return Ended(NOT_FOUND, "", f"{words}\r\n")


def _is_there(machine: Machine, name: str) -> bool:
    """Windows' own programs always are, those of RKE2 once it has brought them, and only by their paths."""
    if _name(name) not in _OF_RKE2:
        return True
    return bool(_DRIVE.match(name)) and machine.files.at(name).exists()


def _name(program: str) -> str:
    """`crictl` of `C:\\...\\crictl.exe`."""
    return program.replace("/", "\\").rpartition("\\")[2].lower().removesuffix(".exe")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cmd.exe does itself: its own commands, redirections, and the variables that `/v:on` expands."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import reduce

from ...machine import Machine
from ...system.access import forget
from ...system.files import NoSuchDriveError
from ...system.real import Ended
from . import file_commands
from .command_line import arguments

_IF_EXIST = re.compile(r'if (?P<not>not )?exist (?P<path>"[^"]+"|\S+) (?P<then>.+)', re.IGNORECASE)
_REDIRECTIONS: dict[str, Callable[[Ended], Ended]] = {
    "2>&1": lambda ended: Ended(ended.code, ended.joined, ""),
    "2>nul": lambda ended: Ended(ended.code, ended.out, ""),
    "1>nul": lambda ended: Ended(ended.code, "", ended.err),
    ">nul": lambda ended: Ended(ended.code, "", ended.err),
}


def builtin(machine: Machine, command: str, code: int) -> Ended | None:
    """The command, if it is one of cmd.exe itself."""
    word, _space, rest = command.partition(" ")
    match word.lower():
        case "echo.":
            return Ended(code, "\r\n", "")
        case "echo":
            return Ended(code, f"{rest}\r\n", "")
        case "exit":
            return Ended(int(rest.removeprefix("/b").strip() or code), "", "")
        case "ver":
            return Ended(0, f"\r\nMicrosoft Windows [Version 10.0.{machine.state['host']['build']}.1]\r\n", "")
        case "rd":
            return _remove_folder(machine, arguments(rest)[0])
        case "md" | "dir" | "copy" | "move":
            return file_commands.run(machine, word.lower(), arguments(rest), code)
        case "type":
            return _type(machine, arguments(rest)[0], code)
    return None


def expanded(command: str, code: int) -> str:
    """With `!errorlevel!` and `!time!`, as they are when the command begins."""
    now = time.time()
    day = f"{time.strftime('%H:%M:%S', time.localtime(now))},{int(now * 100) % 100:02}"
    return command.replace("!errorlevel!", str(code)).replace("!time!", day)


def redirection(command: str) -> tuple[str, Callable[[Ended], Ended]]:
    """The command without its redirections, and what they do."""
    effects: list[Callable[[Ended], Ended]] = []
    rest = command.rstrip()
    while sign := next((one for one in _REDIRECTIONS if rest.endswith(f" {one}")), None):
        rest = rest.removesuffix(sign).rstrip()
        effects.append(_REDIRECTIONS[sign])
    return (rest if effects else command), lambda ended: reduce(lambda so_far, effect: effect(so_far), effects, ended)


def condition(machine: Machine, command: str) -> str:
    """What is left of `if [not] exist PATH COMMAND`: the command, or nothing; other commands stay as they are."""
    found = _IF_EXIST.match(command)
    if found is None:
        return command
    try:
        there = machine.files.at(found["path"].strip('"')).exists()
    except NoSuchDriveError:
        there = False
    return found["then"] if there is not bool(found["not"]) else ""


def _type(machine: Machine, path: str, code: int) -> Ended:
    """A success leaves the exit code of the command before it."""
    try:
        return Ended(code, machine.files.at(path).read_text(errors="replace"), "")
    except (OSError, NoSuchDriveError):
        return Ended(1, "", "The system cannot find the file specified.\r\n")


def _remove_folder(machine: Machine, path: str) -> Ended:
    try:
        machine.files.at(path).rmdir()
        forget(machine.state, path)
    except FileNotFoundError:
        return Ended(2, "", "The system cannot find the file specified.\r\n")
    except OSError:
        return Ended(145, "", "The directory is not empty.\r\n")
    return Ended(0, "", "")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines as Windows' programs take them apart."""

from __future__ import annotations

import re

_OPERATORS = ("&&", "||", "&")
# Backslashes count only before a quote: each pair is one, and one that is left over makes the quote a letter.
_PIECE = re.compile(r'(?P<slashes>\\*)"|(?P<space>[ \t]+)|(?P<other>\\+|[^\\" \t]+)')


def arguments(line: str) -> list[str]:
    """The program and its arguments, as the C runtime sees them."""
    found: list[str] = []
    current: str | None = None
    quoted = False
    for piece in _PIECE.finditer(line.strip()):
        if piece["space"] and not quoted:
            found += [current] if current is not None else []
            current = None
        elif piece["slashes"] is not None:
            pairs, odd = divmod(len(piece["slashes"]), 2)
            current = (current or "") + "\\" * pairs + '"' * odd
            quoted ^= not odd
        else:
            current = (current or "") + piece.group()
    return [*found, current] if current is not None else found


def told_to_cmd(line: str) -> tuple[str, str]:
    """The switches of cmd.exe and what stands after /c, without quotes around all of it."""
    switches, _c, command = re.split(r"(?i)(/c)(?= |\")", line, maxsplit=1)
    command = command.strip()
    if len(command) > 1 and command[0] == command[-1] == '"' and not _is_one_program(command):
        command = command[1:-1]
    return switches.lower(), command


def _is_one_program(command: str) -> bool:
    """cmd.exe keeps the quotes of a single quoted program."""
    return command.count('"') == 2 and not re.search(r"[&<>()@^|]", command)


def commands(line: str) -> list[tuple[str, str]]:
    """The commands of a line for cmd.exe, each with the operator before it (``, `&`, `&&` or `||`).

    A space before the operator belongs to the command, and `echo` prints it.
    """
    parts, operator, current, quoted, position = [], "", "", False, 0
    while position < len(line):
        character = line[position]
        quoted ^= character == '"'
        found = next((one for one in _OPERATORS if line.startswith(one, position)), None)
        if found and not quoted and not current.endswith(">"):
            parts.append((operator, current.lstrip()))
            operator, current = found, ""
            position += len(found)
            continue
        current += character
        position += 1
    return [*parts, (operator, current.lstrip())]

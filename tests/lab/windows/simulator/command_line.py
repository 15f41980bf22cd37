# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows command lines, split as programs split them, and as cmd.exe splits commands."""

from __future__ import annotations

import re

_ARGUMENT = re.compile(r'(?:[^\s"]+|"(?:[^"\\]|\\.|"")*"?)+')


def arguments(line: str) -> list[str]:
    """The arguments of a program, as the C runtime sees them; backslashes count only before a quote."""
    return [_unquoted(raw) for raw in _ARGUMENT.findall(line)]


def commands(line: str) -> list[tuple[str, str]]:
    """The commands of a line for cmd.exe, each with the operator before it (``, `&`, `&&` or `||`)."""
    parts, operator, current, quoted, position = [], "", "", False, 0
    while position < len(line):
        character = line[position]
        quoted ^= character == '"'
        found = next((one for one in ("&&", "||", "&") if line.startswith(one, position)), None)
        if found and not quoted and not current.endswith(">"):
            parts.append((operator, current.strip()))
            operator, current = found, ""
            position += len(found)
            continue
        current += character
        position += 1
    return [*parts, (operator, current.strip())]


def _unquoted(raw: str) -> str:
    text = raw.replace('\\"', "\0")
    return text.replace('"', "").replace("\0", '"')

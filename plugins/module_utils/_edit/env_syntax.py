# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read systemd environment files as systemd does, with the position of each assignment in the text.

Syntax of `EnvironmentFile=` (systemd.exec(5), systemd 247 to 262): no `export`, no expansion, `#` and `;` start comment
lines, quoted values may span lines, a backslash at the end of a line joins it with the next.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

_NEWLINES = "\n\r"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMMENT = re.compile(r"[^\n\r]*")
_BEFORE_VALUE = re.compile(r"[^\S\n\r]*")
_SINGLE_QUOTED = re.compile(r"'([^']*)(?:'|\Z)")
_DOUBLE_QUOTED = re.compile(r'"((?:[^"\\]|\\.|\\\Z)*)(?:"|\Z)', re.DOTALL)
_BARE = re.compile(r"(?:[^\\\n\r]|\\.|\\\Z)+", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


@dataclass(frozen=True)
class EnvAssignment:
    """One `NAME=value`, unquoted; `start` and `end` bound its text, the end of the line included."""

    name: str
    value: str = field(repr=False)
    start: int
    end: int


def scan_assignments(text: str) -> t.Iterator[EnvAssignment]:
    """All assignments of valid names, in order. Lines that systemd ignores are left out."""
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
        elif text[position] in "#;":
            position = _matched(_COMMENT, text, position).end()
        else:
            name, value, end = _assignment_at(text, position)
            if value is not None and _NAME.fullmatch(name):
                yield EnvAssignment(name, value, position, end)
            position = end


def _assignment_at(text: str, start: int) -> tuple[str, t.Optional[str], int]:
    """Name, value (None for a line without `=`) and where the line ends."""
    line_end = _matched(_COMMENT, text, start).end()
    sign = text.find("=", start, line_end)
    if sign < 0:
        return text[start:line_end], None, _after_line_end(text, line_end)
    value, end = _value_at(text, sign + 1)
    return text[start:sign].rstrip(), value, _after_line_end(text, end)


def _value_at(text: str, start: int) -> tuple[str, int]:
    """The value, whose parts may be quoted one by one, and where its last line ends."""
    value, position = "", start
    while True:
        position = _matched(_BEFORE_VALUE, text, position).end()
        if position >= len(text) or text[position] in _NEWLINES:
            return value, position
        if text[position] == "'":
            part = _matched(_SINGLE_QUOTED, text, position)
            value += part.group(1)
        elif text[position] == '"':
            part = _matched(_DOUBLE_QUOTED, text, position)
            value += re.sub(r'\\(?:(["\\`$])|\n)', lambda found: found.group(1) or "", part.group(1))
        else:
            part = _matched(_BARE, text, position)
            return value + _unescaped(part.group(0)), part.end()
        position = part.end()


def _unescaped(bare: str) -> str:
    """A value without quotes: escaped line ends vanish, trailing blanks too unless they are escaped."""
    trimmed = re.sub(r"((?:[^\\]|\\.)*?)\s*\Z", r"\1", bare, count=1, flags=re.DOTALL)
    return re.sub(r"\\([^\n])|\\\n|\\\Z", lambda found: found.group(1) or "", trimmed, flags=re.DOTALL)


def _after_line_end(text: str, position: int) -> int:
    return _matched(_LINE_END, text, position).end()


def _matched(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str]:
    found = pattern.match(text, position)
    if found is None:
        raise AssertionError(f"{pattern.pattern} matches at least the empty text")
    return found

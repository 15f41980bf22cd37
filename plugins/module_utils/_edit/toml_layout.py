# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The positions of the statements of a TOML text, to edit it without changing the bytes between them (TOML 1.0).

Values are not interpreted, only delimited. `tomllib` has no positions, and is not on every node.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

Path = tuple[str, ...]

_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
# A closing delimiter may follow one or two quotes that belong to the text.
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)
_SCALAR = re.compile(r"[^\s,\[\]{}#\"'=]+(?: [0-9][^\s,\[\]{}#\"'=]*)?")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Assignment:
    """`key = value`: `path` from the root, how many `parts` the written key has, spans of value and lines."""

    path: Path
    parts: int
    value_start: int
    value_end: int
    start: int
    end: int
    indent: str


@dataclass(frozen=True)
class Table:
    """`[path]` or `[[path]]` (`repeated`), or the root (empty path), with what is assigned in it."""

    path: Path
    repeated: bool
    start: int
    body: int
    end: int
    indent: str
    assignments: t.Sequence[Assignment]


@dataclass(frozen=True)
class _Header:
    path: Path
    repeated: bool
    start: int
    body: int
    indent: str

    def table(self, end: int, assignments: t.Sequence[Assignment]) -> Table:
        return Table(self.path, self.repeated, self.start, self.body, end, self.indent, tuple(assignments))


def tables_of(text: str) -> list[Table]:
    """All tables in the order of the text, the root first; raises NodeError if the text is not valid TOML.

    Lists and inline tables within one another, hundreds deep, are refused too.
    """
    try:
        return _tables_of(text)
    except RecursionError:
        raise _no_toml(text, 0, "values that are not nested hundreds deep") from None


def _tables_of(text: str) -> list[Table]:
    pos = 1 if text.startswith("\ufeff") else 0
    header = _Header((), False, pos, pos, "")
    tables: list[Table] = []
    found: list[Assignment] = []
    while pos < len(text):
        line, pos = pos, _skip(_BLANK, text, pos)
        if _LINE_END.match(text, pos):
            pos = _line_end(text, pos)
        elif text[pos] == "[":
            tables.append(header.table(line, found))
            header = _header(text, line, pos)
            pos, found = header.body, []
        else:
            found.append(_assignment(text, line, pos, header.path))
            pos = found[-1].end
    return [*tables, header.table(len(text), found)]


def text_value(literal: str) -> str:
    """The text that a string on one line means; any other value unchanged."""
    basic = _BASIC.fullmatch(literal)
    if basic:
        return _ESCAPE.sub(_unescaped, basic.group(1))
    plain = _LITERAL.fullmatch(literal)
    return plain.group(1) if plain else literal


def _header(text: str, line: int, pos: int) -> _Header:
    repeated = text.startswith("[[", pos)
    close = "]]" if repeated else "]"
    path, after = _key(text, pos + len(close))
    if not text.startswith(close, after):
        raise _no_toml(text, after, f"{close} after the name of a table")
    return _Header(path, repeated, line, _line_end(text, after + len(close)), text[line:pos])


def _assignment(text: str, line: int, pos: int, table: Path) -> Assignment:
    key, after = _key(text, pos)
    if not text.startswith("=", after):
        raise _no_toml(text, after, "= after a key")
    value_start = _skip(_BLANK, text, after + 1)
    value_end = _value_end(text, value_start)
    end = _line_end(text, value_end)
    return Assignment(table + key, len(key), value_start, value_end, line, end, text[line:pos])


def _key(text: str, pos: int) -> tuple[Path, int]:
    """The parts of a key and the position after it and the blanks that follow."""
    parts: list[str] = []
    while True:
        pos = _skip(_BLANK, text, pos)
        part, pos = _key_part(text, pos)
        parts.append(part)
        pos = _skip(_BLANK, text, pos)
        if not text.startswith(".", pos):
            return tuple(parts), pos
        pos += 1


def _key_part(text: str, pos: int) -> tuple[str, int]:
    bare = _BARE_KEY.match(text, pos)
    if bare:
        return bare.group(), bare.end()
    literal = _LITERAL.match(text, pos)
    if literal:
        return literal.group(1), literal.end()
    basic = _BASIC.match(text, pos)
    if basic and _is_text(basic.group(1)):
        return _ESCAPE.sub(_unescaped, basic.group(1)), basic.end()
    raise _no_toml(text, pos, "a key")


def _is_text(quoted: str) -> bool:
    """Whether the escapes stand for characters, which surrogates and numbers beyond Unicode are not."""
    codes = [int(name[1:], 16) for name in _ESCAPE.findall(quoted) if len(name) > 1]
    return all(code < 0xD800 or 0xDFFF < code <= 0x10FFFF for code in codes)


def _unescaped(match: t.Match[str]) -> str:
    name = match.group(1)
    if len(name) > 1:
        return chr(int(name[1:], 16))
    return _ESCAPED.get(name, match.group())


def _value_end(text: str, pos: int) -> int:
    """The position after the value that starts here."""
    if text.startswith("[", pos):
        return _list_end(text, pos + 1)
    if text.startswith("{", pos):
        return _inline_end(text, pos + 1)
    for pattern in _patterns(text, pos):
        match = pattern.match(text, pos)
        if match:
            return match.end()
    raise _no_toml(text, pos, "a value")


def _patterns(text: str, pos: int) -> tuple[t.Pattern[str], ...]:
    if text.startswith('"""', pos):
        return (_LONG_BASIC,)
    if text.startswith("'''", pos):
        return (_LONG_LITERAL,)
    return (_BASIC, _LITERAL, _SCALAR)


def _list_end(text: str, pos: int) -> int:
    while True:
        pos = _skip(_BETWEEN, text, pos)
        if text.startswith("]", pos):
            return pos + 1
        pos = _skip(_BETWEEN, text, _value_end(text, pos))
        if text.startswith(",", pos):
            pos += 1
        elif not text.startswith("]", pos):
            raise _no_toml(text, pos, ", or ] in a list")


def _inline_end(text: str, pos: int) -> int:
    while True:
        pos = _skip(_BETWEEN, text, pos)
        if text.startswith("}", pos):
            return pos + 1
        _parts, pos = _key(text, pos)
        if not text.startswith("=", pos):
            raise _no_toml(text, pos, "= after a key")
        pos = _skip(_BETWEEN, text, _value_end(text, _skip(_BLANK, text, pos + 1)))
        if text.startswith(",", pos):
            pos += 1
        elif not text.startswith("}", pos):
            raise _no_toml(text, pos, ", or } in an inline table")


def _skip(pattern: t.Pattern[str], text: str, pos: int) -> int:
    match = pattern.match(text, pos)
    return match.end() if match else pos


def _line_end(text: str, pos: int) -> int:
    match = _LINE_END.match(text, pos)
    if not match:
        raise _no_toml(text, pos, "the end of the line or a comment")
    return match.end()


def _no_toml(text: str, pos: int, expected: str) -> NodeError:
    line = text.count("\n", 0, pos) + 1
    column = pos - text.rfind("\n", 0, pos)
    return NodeError(
        "the TOML of a file that others write too",
        f"line {line}, column {column} can't be read",
        expected,
        "correct the file by hand; the runtime can't read it either",
    )

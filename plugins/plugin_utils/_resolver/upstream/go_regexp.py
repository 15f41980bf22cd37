# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewriting repository names as RKE2, K3s and wharfie do: Go's ``regexp.ReplaceAllString`` (Go 1.26)."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    take_group_names,
    to_python_pattern,
)

try:
    _re2: Any = importlib.import_module("re2")
except ImportError:
    _re2 = None

_MAX_MEMORY = 128 << 20
# More than a large file has: rules are tried in turn, and a smaller cache would then never have the next one.
_CACHED = 32768


class _Match(Protocol):
    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self, number: int) -> str | None: ...


class _Engine(Protocol):
    def search(self, text: str, position: int) -> _Match | None: ...


@dataclass(frozen=True)
class GoRegexp:
    """A compiled pattern."""

    engine: _Engine
    names: tuple[str, ...]

    @classmethod
    def compile(cls, pattern: str, *, use_re2: bool = True) -> GoRegexp:
        """Compile as Go would; raises GoRegexpError, or UnsupportedPatternError without google-re2."""
        return _compiled(pattern, use_re2 and _re2 is not None)

    def replace_all(self, text: str, template: str) -> str:
        """Replace every match, with ``$1``, ``${1}``, ``$name`` and ``$$`` in the template."""
        parts = parse_template(template)
        result: list[str] = []
        copied = position = 0
        while position <= len(text):
            match = self.engine.search(text, position)
            if match is None:
                break
            start, end = match.start(), match.end()
            result.append(text[copied:start])
            # An empty match right after another match is not replaced.
            if end > copied or start == 0:
                result += (self._group(match, part.group) if part.is_group else part.text for part in parts)
            copied = end
            position = max(end, position + 1)
        return "".join(result) + text[copied:]

    def _group(self, match: _Match, group: int | str) -> str:
        numbers = [number for number, name in enumerate(self.names) if group in (number, name)]
        return next((found for found in map(match.group, numbers) if found is not None), "")


@dataclass(frozen=True)
class TemplatePart:
    """Literal text, or the group (number or name) that takes its place."""

    text: str
    group: int | str = -1

    @property
    def is_group(self) -> bool:
        """Whether a group's text takes this part's place."""
        return self.group != -1


@lru_cache(maxsize=_CACHED)
def parse_template(template: str) -> Sequence[TemplatePart]:
    """Split a replacement as ``Regexp.Expand`` reads it: ``$1x`` is the group named ``1x``, a lone ``$`` is itself."""
    parts: list[TemplatePart] = []
    before, dollar, rest = template.partition("$")
    while dollar:
        parts.append(TemplatePart(before))
        name = _name_at(rest[1:] if rest.startswith("{") else rest)
        if rest.startswith("$"):
            parts.append(TemplatePart("$"))
            rest = rest[1:]
        elif not name or (rest.startswith("{") and not rest.startswith("}", len(name) + 1)):
            parts.append(TemplatePart("$"))
        else:
            parts.append(TemplatePart("", _group_key(name)))
            rest = rest[len(name) + 2 :] if rest.startswith("{") else rest[len(name) :]
        before, dollar, rest = rest.partition("$")
    parts.append(TemplatePart(before))
    return tuple(parts)


def _name_at(text: str) -> str:
    length = 0
    while length < len(text) and (text[length] == "_" or _is_letter_or_digit(text[length])):
        length += 1
    return text[:length]


def _is_letter_or_digit(char: str) -> bool:
    category = unicodedata.category(char)
    return category.startswith("L") or category == "Nd"


def _group_key(name: str) -> int | str:
    is_number = name.isascii() and name.isdigit() and (name == "0" or not name.startswith("0")) and len(name) < 10
    return int(name) if is_number else name


@lru_cache(maxsize=_CACHED)
def _compiled(pattern: str, use_re2: bool) -> GoRegexp:
    grouped = take_group_names(pattern)
    if not use_re2:
        return GoRegexp(_python_engine(grouped.text), grouped.names)
    options: Any = _re2.Options()
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    try:
        return GoRegexp(_re2.compile(grouped.text, options), grouped.names)
    except UnicodeError:
        raise GoRegexpError("the pattern is not Unicode text") from None
    except _re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise GoRegexpError(f"the pattern {pattern!r} is not a valid Go regular expression: {reason}") from None


def _python_engine(pattern: str) -> _Engine:
    try:
        return re.compile(to_python_pattern(pattern), re.ASCII)
    except re.error as error:
        raise GoRegexpError(f"the pattern {pattern!r} is not a valid regular expression: {error}") from None

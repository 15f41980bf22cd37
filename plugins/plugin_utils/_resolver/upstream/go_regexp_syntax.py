# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The syntax of Go's regexp (Go 1.26) as far as it differs from what runs it here: google-re2, or Python's re.

RE2 and Go share their syntax but for ``\\C`` (RE2 only), one name for several groups (Go only) and the letters that
a group's name may have. Python's re is another engine: it only gets patterns of a common subset, in which both agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED_GROUP = re.compile(r"\(\?P?<([^>]*)>")
_GROUP_NAME = re.compile(r"[A-Za-z0-9_]+")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\]", re.DOTALL)
_COUNT = r"\{(?:[0-9]|[1-9][0-9]|[1-9][0-9][0-9]|1000)(?:,[0-9]{0,3})?\}"
_SUBSET_ATOM = re.compile(
    r"(?P<plain>[^\\\[\](){}*+?|.^$])|(?P<any>\.)|(?P<escape>\\[.\-/_+*?()\[\]{}|^$\\dDwW])"
    r"|(?P<class>\[\^?(?:[A-Za-z0-9_/.+*?()$@:,=!%]|(?:a-z|A-Z|0-9)|-(?=\]))+\])"
)
_SUBSET_QUANTIFIER = re.compile(rf"(?:[*+?]|{_COUNT})\??(?![*+?{{])")


class GoRegexpError(ValueError):
    """Go refuses the pattern, and the programs skip the rule with only a warning in their log."""


class UnsupportedPatternError(GoRegexpError):
    """Go may accept the pattern, but without google-re2 its result is not known here."""


@dataclass(frozen=True)
class GroupedPattern:
    """A pattern whose groups have lost their names, and the names by group number (0 is the whole match)."""

    text: str
    names: tuple[str, ...]


def take_group_names(pattern: str) -> GroupedPattern:
    """Turn named groups into numbered ones. Raises GoRegexpError for what RE2 takes and Go does not."""
    names = [""]
    parts = []
    position = 0
    while position < len(pattern):
        token, name = _token(pattern, position)
        position += len(token)
        if name is not None:
            names.append(name)
        parts.append("(" if name else token)
    return GroupedPattern("".join(parts), tuple(names))


def _token(pattern: str, position: int) -> tuple[str, str | None]:
    """The next token, and for a capturing group its name (empty without one)."""
    char = pattern[position]
    if char == "\\":
        return _escape_token(pattern, position), None
    if char == "[":
        bracket = _CLASS.match(pattern, position)
        return (bracket.group() if bracket else pattern[position:]), None
    if char != "(" or not pattern.startswith("(?", position):
        return char, "" if char == "(" else None
    named = _NAMED_GROUP.match(pattern, position)
    if not named:
        return "(?", None
    if not _GROUP_NAME.fullmatch(named[1]):
        raise GoRegexpError(f"invalid named capture {named[0]!r}: names consist of A-Z, a-z, 0-9 and _")
    return named.group(), named[1]


def _escape_token(pattern: str, position: int) -> str:
    if pattern.startswith("\\Q", position):
        end = pattern.find("\\E", position + 2)
        return pattern[position:] if end < 0 else pattern[position : end + 2]
    if pattern.startswith("\\C", position):
        raise GoRegexpError("invalid escape sequence: `\\C`")
    return pattern[position : position + 2]


def to_python_pattern(pattern: str) -> str:
    """The same pattern for Python's re (with re.ASCII), or UnsupportedPatternError outside the common subset.

    The subset: literal characters, escaped punctuation, ``\\d \\D \\w \\W``, ``.``, simple character classes, groups,
    ``|``, ``^`` and ``$`` at the ends, and the usual quantifiers. Of these a group may only have ``?``: on repeated
    groups Python may need exponential time where Go needs linear time, and they differ on repeated empty matches.
    """
    parts: list[str] = []
    groups: list[int] = []
    position = 0
    while position < len(pattern):
        position = _subset_step(pattern, position, parts, groups)
    if groups:
        raise _unsupported(pattern, "an unclosed group")
    return "".join(parts)


def _subset_step(pattern: str, position: int, parts: list[str], groups: list[int]) -> int:
    """Take what comes next over into ``parts``; the position after it. ``groups`` are where open groups begin."""
    char = pattern[position]
    if char == "(":
        return _subset_opening(pattern, position, parts, groups)
    if char in "|^$":
        return _subset_mark(pattern, position, parts)
    if char == ")":
        if not groups:
            raise _unsupported(pattern, "an unopened group")
        groups.pop()
        end = position + 1
    else:
        atom = _SUBSET_ATOM.match(pattern, position)
        if not atom:
            raise _unsupported(pattern, f"{pattern[position : position + 3]!r}")
        end = atom.end()
    parts.append(pattern[position:end])
    return _subset_quantifier(pattern, end, parts, char == ")")


def _subset_opening(pattern: str, position: int, parts: list[str], groups: list[int]) -> int:
    opening = "(?:" if pattern.startswith("(?:", position) else "("
    if opening == "(" and pattern.startswith("(?", position):
        raise _unsupported(pattern, "a special group")
    groups.append(position)
    parts.append(opening)
    return position + len(opening)


def _subset_mark(pattern: str, position: int, parts: list[str]) -> int:
    char = pattern[position]
    if (char == "^" and position > 0) or (char == "$" and position + 1 < len(pattern)):
        raise _unsupported(pattern, f"{char!r} inside the pattern")
    parts.append(r"\Z" if char == "$" else char)
    return position + 1


def _subset_quantifier(pattern: str, position: int, parts: list[str], is_group: bool) -> int:
    quantifier = _SUBSET_QUANTIFIER.match(pattern, position)
    if not quantifier:
        if pattern[position : position + 1] in tuple("*+?{"):
            raise _unsupported(pattern, "an unusual quantifier")
        return position
    if is_group and quantifier.group() != "?":
        raise _unsupported(pattern, "a repeated group")
    parts.append(quantifier.group())
    return quantifier.end()


def _unsupported(pattern: str, what: str) -> UnsupportedPatternError:
    return UnsupportedPatternError(
        f"the pattern {pattern!r} has {what}: checking it needs the Python package google-re2"
    )

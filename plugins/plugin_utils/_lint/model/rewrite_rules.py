# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rewrite rules of a mirror do to repository names, and where two of them compete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
)

_ANYTHING = re.compile(r"\(?(?:\[\^/\]|\.)[*+]\??\)?")
_SYNTAX = set("\\[](){}*+?|^$")
_ESCAPED_DOT = "[.]"
_MOST_TRIALS = 300_000
_AT_START = ("^", "(^", "\\A", "(?i)^", ".*", "(.*)", ".+", "(.+)")


@dataclass(frozen=True)
class Conflict:
    """A repository name that two rules of a mirror change differently; ``is_listed``: of an image that is needed."""

    name: str
    first: str
    second: str
    is_listed: bool


def conflicts(subject: LintSubject, mirror: str) -> Iterator[Conflict]:
    """One conflict per pair of rules, found on the listed images and on names made up from the patterns.

    For very many rules not all names are generated, to limit the time.
    """
    rules = list(_compiled(subject, mirror))
    if len(rules) < 2:
        return
    listed = [image.reference.path for image in subject.images_of(mirror)]
    made_up = [name for pattern, _engine, _text in rules if (name := sample(pattern))]
    found: set[tuple[str, str]] = set()
    for name in dict.fromkeys([*listed, *made_up[: _MOST_TRIALS // len(rules)]]):
        results = [(pattern, engine.replace_all(name, text)) for pattern, engine, text in rules]
        changing = [(pattern, result) for pattern, result in results if result != name]
        for first, second in pairwise(changing):
            pair = (first[0], second[0])
            if first[1] != second[1] and pair not in found:
                found.add(pair)
                yield Conflict(name, *pair, name in listed)


def sample(pattern: str) -> str:
    """A name that the pattern matches, for simple patterns; empty for others."""
    text = _ANYTHING.sub("x", pattern.removeprefix("^").removesuffix("$")).replace(_ESCAPED_DOT, ".")
    return "" if _SYNTAX & set(text) else text


def is_anchored(pattern: str) -> bool:
    """Whether it can match only at the start of a name, as far as its text shows."""
    return all(branch.startswith(_AT_START) for branch in _branches(pattern))


def _compiled(subject: LintSubject, mirror: str) -> Iterator[tuple[str, GoRegexp, str]]:
    for pattern, text in subject.mirrors[mirror].rewrites:
        try:
            yield pattern, GoRegexp.compile(pattern), text
        except GoRegexpError:
            continue


def _branches(pattern: str) -> list[str]:
    """The alternatives at the outermost level."""
    branches, depth = [""], 0
    for token in re.findall(r"\\.|\[\^?\]?[^\]]*\]|.", pattern, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += token
    return branches

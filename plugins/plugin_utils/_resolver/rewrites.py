# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which repository a rewrite makes of another: the rules are tried in random order, the first that changes it wins.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import RANDOM_ORDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    UnsupportedPatternError,
)

Rewrites = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Rewritten:
    """The repository after the rewrites, with notes about them."""

    repository: str
    notes: tuple[str, ...] = ()


def rewritten(repository: str, rewrites: Rewrites) -> Rewritten:
    """The name after the first rule, in order, that changes it; never raises, the notes have the faults."""
    results: dict[str, str] = {}
    notes: list[str] = []
    for pattern, replacement in rewrites:
        try:
            name = GoRegexp.compile(pattern).replace_all(repository, replacement)
        except UnsupportedPatternError as error:
            notes.append(f"the rewrite {pattern!r} is not followed: {error}")
        except GoRegexpError:
            notes.append(f"the rewrite {pattern!r} is not a valid Go regular expression and is skipped")
        else:
            if name != repository:
                results.setdefault(name, pattern)
    return Rewritten(next(iter(results), repository), (*notes, *_ambiguity(list(results))))


def _ambiguity(names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        yield f"{RANDOM_ORDER}: the repository could also become {', '.join(names[1:])}"

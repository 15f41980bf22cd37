# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are similar to the name of a variable: misspelt, in the singular, or with another prefix.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator

# The similarity of two names from 0 to 1: of different words, and of a misspelt word, or of names with the same prefix.
_SIMILAR, ALIKE = 0.6, 0.9
# One wrong letter in a shorter name makes another word.
_LONG = 8
_PREFIX = "pullproof_"


class SimilarNames:
    """The names that are similar to the `known` ones. Fast: a host has hundreds of variables."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._extended = tuple(f"{name}_" for name in self._known)
        self._by_stem = {_stem(name): name for name in sorted(known)}
        self._by_letters = {part: name for name in sorted(known) for part in _without_a_letter(name)}

    def of(self, name: str) -> str | None:
        """The known name that is meant; None for a known name, for a name with an added part, and for another name."""
        if name in self._known or name.startswith(self._extended):
            return None
        unprefixed = name.removeprefix(_PREFIX)
        if unprefixed in self._known:
            return unprefixed
        return self._by_stem.get(_stem(name)) or self._by_letter(name)

    def _by_letter(self, name: str) -> str | None:
        """A name with a letter too many, too few, or another one, or with two letters exchanged."""
        if len(name) < _LONG:
            return None
        return next((self._by_letters[part] for part in _without_a_letter(name) if part in self._by_letters), None)


def close_name(name: str, known: Iterable[str], cutoff: float = _SIMILAR) -> str:
    """The known name that is the closest; empty if none has at least the similarity ``cutoff``."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)), "")


def _stem(name: str) -> str:
    return "".join(_singular(word) for word in name.lower().split("_"))


def _singular(word: str) -> str:
    # http and https are two words.
    return word if word == "https" else word.removesuffix("s").removesuffix("ie").removesuffix("y")


def _without_a_letter(name: str) -> Iterator[str]:
    yield name
    yield from (name[:index] + name[index + 1 :] for index in range(len(name)))

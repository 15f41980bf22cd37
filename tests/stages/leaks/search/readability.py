# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a masked text can still be read: names that are no secrets must not have been cut up by masking. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# `***` is the collection's mask, more of them is Ansible's.
_MASKED = re.compile(r"(?P<left>[^\s\"'\\,;(){}\[\]=<>|*]*)\*{3,}(?P<right>[^\s\"'\\,;(){}\[\]=<>|*]*)")
# So much of a word must be left beside the mask that it is recognised.
_RECOGNISED = 4


def mangled(text: str, words: Iterable[str]) -> list[str]:
    """The places, each once, where a mask stands in the middle, or in place of an end, of one of the words."""
    known = sorted(set(words))
    places = dict.fromkeys((match["left"], match["right"]) for match in _MASKED.finditer(text))
    return [f"{left}***{right}" for left, right in places if any(_cuts(left, right, word) for word in known)]


def _cuts(left: str, right: str, word: str) -> bool:
    kept_left = next(length for length in range(len(word), -1, -1) if left.endswith(word[:length]))
    kept_right = next(length for length in range(len(word), -1, -1) if right.startswith(word[len(word) - length :]))
    return kept_left + kept_right >= _RECOGNISED and max(kept_left, kept_right) < len(word)


def missing(text: str, expected: Iterable[str]) -> list[str]:
    """Those of the expected texts that the text does not show."""
    return [one for one in expected if one not in text]

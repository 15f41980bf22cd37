# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds seeded secrets in a text. Pure: bytes and seeds in, hits out.

A long secret is found by every spelling of it. One that is as short as `a` stands in every text, so it counts only
where a password would stand: after a key of that meaning, after its user name, or in the base64 of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.stages.leaks.search.spellings import WINDOW, base64_windows, digests, spellings

EXCERPT = 70

_KEYS = rb"(?:pass|passwd|password|pwd|secret|credentials?|identity_?token|token)"
_QUOTE = rb"(?:\\*[\"'])"

Find = Callable[[bytes], int]


@dataclass(frozen=True)
class Seed:
    """A secret, what it is called in reports, and the user whose password it is, if it is one.

    `public`: text that shares pieces with it and is none, such as the headers of any key.
    """

    name: str
    value: str = field(repr=False)
    user: str = ""
    public: str = field(default="", repr=False)

    @property
    def is_short(self) -> bool:
        """Whether it stands in any text by chance."""
        return len(self.value) < WINDOW

    @property
    def is_random(self) -> bool:
        """Whether nobody else's file can have it by chance, nor another lab's."""
        return not self.is_short and self.value != self.user


@dataclass(frozen=True)
class Hit:
    """A secret in a text: which, spelt how, in which line (from 1), and what stands around it, secrets taken out."""

    seed: str
    form: str
    line: int
    excerpt: str


@dataclass(frozen=True)
class _Needle:
    seed: str
    form: str
    find: Find


@dataclass(frozen=True)
class Matcher:
    """Searches for all the seeds at once."""

    seeds: Sequence[Seed]

    @cached_property
    def _needles(self) -> list[_Needle]:
        return [needle for seed in self.seeds for needle in (_by_position(seed) if seed.is_short else _by_text(seed))]

    def search(self, text: bytes) -> list[Hit]:
        """At most one hit per seed: its plainest form, where it first stands."""
        hits: dict[str, Hit] = {}
        for needle in self._needles:
            if needle.seed not in hits and (at := needle.find(text)) >= 0:
                line = text.count(b"\n", 0, at) + 1
                hits[needle.seed] = Hit(needle.seed, needle.form, line, self._excerpt(text, at))
        return list(hits.values())

    def _excerpt(self, text: bytes, at: int) -> str:
        start = max(text.rfind(b"\n", 0, at) + 1, at - EXCERPT)
        around = text[start : at + EXCERPT].split(b"\n")[0].decode(errors="replace")
        for seed in self.seeds:
            if not seed.is_short:
                for _form, spelling in spellings(seed.value):
                    around = around.replace(spelling, f"«{seed.name}»")
        return around


def _by_text(seed: Seed) -> Iterable[_Needle]:
    for form, text in spellings(seed.value):
        if text not in seed.public:
            yield _Needle(seed.name, form, _finder(text.encode()))
    if seed.user:
        for window in base64_windows(f"{seed.user}:{seed.value}"):
            yield _Needle(seed.name, "base64 of user:password", _finder(window.encode()))


def _finder(needle: bytes) -> Find:
    return lambda text: text.find(needle)


def _by_position(seed: Seed) -> Iterable[_Needle]:
    value, user = re.escape(seed.value.encode()), re.escape(seed.user.encode())
    end = rb"(?=" + _QUOTE + rb"|\\n|[ \t]*(?:$|[,}\])&;#]))"
    after_key = _KEYS + _QUOTE + rb"?\s*[:=]\s*(?:u?" + _QUOTE + rb")?" + value + end
    between = rb"(?::|%3[aA]|" + _QUOTE + rb",\s*" + _QUOTE + rb")"
    after_user = rb"(?<![\w.-])" + user + between + value + rb"(?![\w./-])"
    yield _Needle(seed.name, "after a key for passwords", _searcher(after_key))
    yield _Needle(seed.name, "after its user name", _searcher(after_user))
    for form, text in _encoded_in_position(seed):
        yield _Needle(seed.name, form, _finder(text.encode()))


def _searcher(pattern: bytes) -> Find:
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)

    def find(text: bytes) -> int:
        match = compiled.search(text)
        return match.start() if match else -1

    return find


def _encoded_in_position(seed: Seed) -> Iterable[tuple[str, str]]:
    # The whole text is encoded in a credential, so its padding may be counted on; a short window of it may not.
    for window in base64_windows(f"{seed.user}:{seed.value}"):
        if len(window) >= WINDOW - 4:
            yield "base64 of user:password", window
    for separators in ((", ", ": "), (",", ":")):
        member = json.dumps({"password": seed.value}, separators=separators)[1:-1]
        yield from (("base64 of a member for passwords", window) for window in base64_windows(member))
    yield from digests(seed.value)

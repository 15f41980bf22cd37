# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a badly kept registry does with a request: the first rule that fits, or what the real registry says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request: the path has no query; ``client`` is the caller's address."""

    method: str
    path: str
    authorization: str = ""
    client: str = ""


@dataclass(frozen=True)
class Rule:
    """Which requests it fits, and what becomes of them.

    ``path`` is searched for in the path; ``authorization`` is what the header of that name begins with, or "none".
    ``times``: only so many first requests of a client for a path. ``delay`` waits and lets the request go on;
    ``status`` answers with ``headers`` and ``body``, in both of which ``{path}`` stands for the path; ``hang`` never
    answers; ``corrupt`` changes one byte of the registry's own answer, ``drop`` takes headers
    out of it and ``headers`` without a status are put into it.
    """

    path: str = ""
    method: str = ""
    authorization: str = ""
    times: int = 0
    delay: float = 0.0
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    hang: bool = False
    corrupt: bool = False
    drop: Sequence[str] = ()

    @property
    def is_final(self) -> bool:
        """Whether no later rule is asked."""
        return not self.delay

    def fits(self, asked: Asked) -> bool:
        """Whether the request is one of those it is for; ``times`` is not looked at."""
        if self.method and self.method != asked.method:
            return False
        return bool(re.search(self.path, asked.path)) and self._fits_authorization(asked.authorization)

    def _fits_authorization(self, given: str) -> bool:
        if self.authorization == "none":
            return not given
        return given.lower().startswith(self.authorization.lower())


class Rulebook:
    """The rules of one endpoint, with the memory that ``times`` needs."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._seen: dict[tuple[int, str, str], int] = {}

    def applied(self, asked: Asked) -> list[Rule]:
        """The rules that act on the request, in order; only the last can be final."""
        chosen = []
        for number, rule in enumerate(self._rules):
            if rule.fits(asked) and self._is_within(number, rule, asked):
                chosen.append(rule)
                if rule.is_final:
                    break
        return chosen

    def _is_within(self, number: int, rule: Rule, asked: Asked) -> bool:
        if not rule.times:
            return True
        key = (number, asked.client, asked.path)
        self._seen[key] = self._seen.get(key, 0) + 1
        return self._seen[key] <= rule.times

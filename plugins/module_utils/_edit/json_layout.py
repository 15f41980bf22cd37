# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The positions of the members of a JSON text, to edit it without changing any other byte.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import functools
import json
import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Member:
    """One member: `name` is the key in an object, the decoded value in a list. The span includes key and value."""

    name: t.Any
    start: int
    value_start: int
    end: int


@dataclass(frozen=True)
class Container:
    """An object or list; `start` is its opening bracket, `end` the position after its closing one."""

    is_list: bool
    start: int
    end: int
    members: t.Sequence[Member]

    def member(self, name: t.Any) -> t.Optional[Member]:
        """The member that counts: of double keys the last, as all readers here do."""
        return next((member for member in reversed(self.members) if member.name == name), None)


def check_json(text: str) -> None:
    """Raise NodeError unless the text is one JSON value."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise NodeError(
            "the JSON of a file that others write too",
            f"line {error.lineno}, column {error.colno} can't be read",
            "valid JSON",
            "correct the file by hand; its readers can't read it either",
        ) from None


def container_at(text: str, pos: int, where: t.Sequence[t.Any] = ()) -> Container:
    """The object or list that starts at `pos` (blanks before it are skipped); NodeError if there is another value."""
    start = blanks_end(text, pos)
    if text[start : start + 1] not in ("{", "["):
        raise NodeError(
            f"{'.'.join(map(str, where)) or 'the whole'} of a JSON file that others write too",
            "a plain value",
            "an object or a list, or nothing",
            "remove that value by hand",
        )
    return _container(text, start)


@functools.lru_cache(maxsize=8)
def _container(text: str, start: int) -> Container:
    """Remembered for the few that all paths of a text have in common; the others are small."""
    is_list = text[start] == "["
    members: list[Member] = []
    pos = blanks_end(text, start + 1)
    while text[pos] not in "}]":
        members.append(_member(text, pos, is_list))
        pos = blanks_end(text, members[-1].end)
        pos = blanks_end(text, pos + 1) if text[pos] == "," else pos
    return Container(is_list, start, pos + 1, tuple(members))


def blanks_end(text: str, pos: int) -> int:
    """The first position from `pos` on that holds no blank."""
    match = _BLANKS.match(text, pos)
    return match.end() if match else pos


def _member(text: str, start: int, is_list: bool) -> Member:
    name, end = _DECODER.raw_decode(text, start)
    if is_list:
        return Member(name, start, start, end)
    colon = blanks_end(text, end)
    value_start = blanks_end(text, colon + 1)
    _value, value_end = _DECODER.raw_decode(text, value_start)
    return Member(name, start, value_start, value_end)

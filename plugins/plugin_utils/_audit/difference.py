# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How one node differs from another, in words and without a secret.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import Item

_Keys = Mapping[str, Item]

# A file, or a key of the Windows registry.
_FILE = re.compile(r"/|[A-Za-z]:\\|HKLM\\")


def differences(here: Iterable[Item], there: Iterable[Item], name: str) -> list[str]:
    """A sentence per file, or per key in it, that is not `here` as it is `there`, with the one called `name`."""
    places, others = _by_place(here), _by_place(there)
    return [
        sentence
        for place in dict.fromkeys([*others, *places])
        for sentence in _in_place(place, places.get(place, {}), others.get(place, {}), name)
    ]


def _in_place(place: str, here: _Keys, there: _Keys, name: str) -> Iterator[str]:
    if _FILE.match(place) and not (here and there):
        yield f"{place}: only here" if here else f"{place}: missing here, or without any such setting"
        return
    for key in dict.fromkeys([*there, *here]):
        sentence = _of_key(key, here.get(key), there.get(key), name)
        if sentence:
            yield f"{place}: {key}{': ' if key else ''}{sentence}"


def _of_key(key: str, here: Item | None, there: Item | None, name: str) -> str:
    if here is None:
        return f"missing here{_value(there)}"
    if there is None:
        return f"only here{_value(here)}"
    if here.value == there.value:
        return ""
    if here.shown is None or there.shown is None:
        return "differs (not shown: it may be a secret)"
    if here.shown == there.shown:
        return f"{_quoted(here.shown)} on both, and what is not shown of it differs"
    if key.upper().endswith("NO_PROXY"):
        return _of_lists(here.shown.split(","), there.shown.split(","), name)
    return f"{_quoted(here.shown)} here, {_quoted(there.shown)} with {name}"


def _of_lists(here: list[str], there: list[str], name: str) -> str:
    lacks, besides = [one for one in there if one not in here], [one for one in here if one not in there]
    parts = [f"lacks {', '.join(lacks)}" * bool(lacks), f"has {', '.join(besides)}, which {name} lacks" * bool(besides)]
    return "; ".join(filter(None, parts)) or "in another order"


def _value(item: Item | None) -> str:
    return f" ({_quoted(item.shown)})" if item and item.shown else ""


def _quoted(text: str) -> str:
    return f"'{text}'" if text else "nothing"


def _by_place(items: Iterable[Item]) -> dict[str, dict[str, Item]]:
    places: dict[str, dict[str, Item]] = {}
    for item in items:
        keys = places.setdefault(item.place, {})
        # Programs that read a key twice take one of the two; an audit shows both.
        count = sum(known.partition(" (again")[0] == item.key for known in keys)
        keys[f"{item.key} (again, {count + 1})" if count else item.key] = item
    return places

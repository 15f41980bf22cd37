# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edit JSON files: managed values are set or removed, every other byte stays as it is.

An id is the path of a value as a JSON list, such as `["auths", "registry.example", "auth"]`. A last step that is itself
a list of one, as in `["registry-mirrors", ["https://registry.example"]]`, means that member of a list: others may have
members in it too. Values are JSON texts. JSON has no comments, so what was added only to hold an entry is known by its
white space: an object or list that we make has its last bracket where it is natural, one that was there empty keeps
exactly the white space it had.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_layout import (
    Container,
    Member,
    blanks_end,
    check_json,
    container_at,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

Step = t.Any
Trail = list[tuple[Container, t.Optional[Member]]]


def read_entries(text: str, ids: t.Iterable[str]) -> dict[str, str]:
    """The named values as they are written, in the order in which they stand in the file."""
    if not text.strip():
        return {}
    check_json(text)
    found = {name: _trail(text, _steps(name)) for name in ids}
    members = {name: trail[-1][1] for name, trail in found.items()}
    there = sorted((member.start, name) for name, member in members.items() if member)
    return {name: _value(text, found[name]) for _start, name in there}


def follows_others(text: str, ids: t.Iterable[str]) -> bool:
    """Whether a managed member of a list stands after a member that is not among `ids`."""
    if not text.strip():
        return False
    found: dict[str, tuple[list[t.Any], list[t.Any]]] = {}
    for steps in filter(_is_member, map(_steps, ids)):
        container, member = _trail(text, steps)[-1]
        if container.is_list and member:
            names = [one.name for one in container.members]
            found.setdefault(json.dumps(steps[:-1]), (names, []))[1].append(member.name)
    return any(name not in managed for names, managed in found.values() for name in names[: len(managed)])


def write_entries(text: str, entries: t.Mapping[str, str]) -> str:
    """Set values: in place where they are, else as last members. In a list, they come first, in the order of `entries`:
    Docker Engine queries `registry-mirrors` in their order.
    """
    if text.strip():
        check_json(text)
    for name, value in entries.items():
        text = _set(text, _steps(name), value)
    for path in {json.dumps(steps[:-1]): steps[:-1] for steps in map(_steps, entries) if _is_member(steps)}.values():
        text = _ordered(text, path, [_steps(name)[-1] for name in entries if _steps(name)[:-1] == path])
    return text


def drop_entries(text: str, ids: t.Iterable[str]) -> str:
    """Remove values, and what was made only to hold them."""
    if text.strip():
        check_json(text)
        for name in ids:
            text = _dropped(text, _steps(name))
    return text


def _steps(name: str) -> list[Step]:
    return list(json.loads(name))


def _is_member(steps: t.Sequence[Step]) -> bool:
    return isinstance(steps[-1], list)


def _trail(text: str, steps: t.Sequence[Step]) -> Trail:
    """The containers along a path with the member taken in each; ends early, with None, where the path does."""
    trail: Trail = []
    pos = 0
    for depth, step in enumerate(steps):
        container = container_at(text, pos, steps[:depth])
        if container.is_list != isinstance(step, list):
            raise _wrong_kind(steps[:depth], container)
        member = container.member(step[0] if container.is_list else step)
        trail.append((container, member))
        if member is None:
            break
        pos = member.value_start
    return trail


def _value(text: str, trail: Trail) -> str:
    member = trail[-1][1]
    return text[member.value_start : member.end] if member else ""


def _set(text: str, steps: t.Sequence[Step], value: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        return text + _nested(steps, value, newline, "  ") + newline
    trail = _trail(text, steps)
    container, member = trail[-1]
    if member:
        return text[: member.value_start] + value + text[member.end :]
    start, end, before = _place(text, trail, newline)
    comma = "," if container.members else ""
    unit = _unit(text) if "\n" in before else ""
    made = _member_text(steps[len(trail) - 1 :], value, newline + before.rpartition("\n")[2], unit)
    return text[:start] + comma + before + made + text[end:]


def _place(text: str, trail: Trail, newline: str) -> tuple[int, int, str]:
    """The span that a new member of the last container takes, and the white space before it."""
    container = trail[-1][0]
    if len(container.members) > 1:
        previous, last = container.members[-2:]
        return last.end, last.end, text[blanks_end(text, previous.end) + 1 : last.start]
    if container.members:
        only = container.members[0]
        return only.end, only.end, text[container.start + 1 : only.start] or " "
    inside = text[container.start + 1 : container.end - 1]
    if "\n" in inside:
        return container.start + 1, container.end - 1, inside
    own_line = len(trail) == 1 or not _line_before(text, trail[-2][1]).strip()
    return container.start + 1, container.start + 1, _inner(text, container, newline) if own_line else " "


def _line_before(text: str, member: t.Optional[Member]) -> str:
    start = member.start if member else 0
    return text[text.rfind("\n", 0, start) + 1 : start]


def _inner(text: str, container: Container, newline: str) -> str:
    line = text[text.rfind("\n", 0, container.start) + 1 : container.start]
    return newline + line[: len(line) - len(line.lstrip())] + _unit(text)


def _unit(text: str) -> str:
    """The indentation of one level, as the root's first member shows it."""
    root = container_at(text, 0)
    if not root.members:
        return "  "
    return text[root.start + 1 : root.members[0].start].rpartition("\n")[2] or "  "


def _member_text(steps: t.Sequence[Step], value: str, line: str, unit: str) -> str:
    step, rest = steps[0], steps[1:]
    if isinstance(step, list):
        return value
    return f"{json.dumps(step)}: {_nested(rest, value, line, unit) if rest else value}"


def _nested(steps: t.Sequence[Step], value: str, line: str, unit: str) -> str:
    """A new object or list that holds the path; `line` is a line break with the indentation of its own line."""
    opening, closing = "[]" if isinstance(steps[0], list) else "{}"
    inner = line + unit if unit else ""
    return opening + inner + _member_text(steps, value, inner, unit) + (line if unit else "") + closing


def _dropped(text: str, steps: t.Sequence[Step]) -> str:
    trail = _trail(text, steps)
    while trail:
        container, member = trail.pop()
        if member is None:
            return text
        if len(container.members) > 1:
            return _without(text, container, member)
        before, after = text[container.start + 1 : member.start], text[member.end : container.end - 1]
        if not _is_generated(before, after, is_root=not trail):
            managed = "\n" not in before or before == _inner(text, container, "\r\n" if "\r\n" in before else "\n")
            remaining = "" if managed else before
            return text[: container.start + 1] + remaining + after + text[container.end - 1 :]
    root = container_at(text, 0)
    return text[: root.start]


def _is_generated(before: str, after: str, is_root: bool) -> bool:
    return "\n" in after or not (before or after or is_root)


def _without(text: str, container: Container, member: Member) -> str:
    index = container.members.index(member)
    if index:
        return text[: container.members[index - 1].end] + text[member.end :]
    return text[: member.start] + text[container.members[1].start :]


def _ordered(text: str, path: t.Sequence[Step], members: t.Sequence[Step]) -> str:
    """Sort a list: the managed members in the order of the plan, then the others as they were."""
    wanted = [step[0] for step in members]
    found = container_at(text, _value_start(text, path), path).members
    sources = sorted(found, key=lambda member: wanted.index(member.name) if member.name in wanted else len(wanted))
    texts = [text[member.start : member.end] for member in sources]
    for index in reversed(range(len(found))):
        text = text[: found[index].start] + texts[index] + text[found[index].end :]
    return text


def _value_start(text: str, path: t.Sequence[Step]) -> int:
    member = _trail(text, path)[-1][1] if path else None
    return member.value_start if member else 0


def _wrong_kind(path: t.Sequence[Step], container: Container) -> NodeError:
    return NodeError(
        f"{'.'.join(map(str, path)) or 'the whole'} of a JSON file that others write too",
        "a list" if container.is_list else "an object",
        "an object" if container.is_list else "a list",
        "correct that value by hand; the program that reads the file does not accept it either",
    )

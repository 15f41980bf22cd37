# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of a plan in words, and which of them change. Lines of files are clear only to experts of their formats.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, field

Value = t.Union[str, t.Sequence[str]]
Aspects = t.Mapping[str, t.Mapping[str, Value]]
Secrets = t.Mapping[str, t.Mapping[str, str]]


@dataclass(frozen=True)
class SettingsSummary:
    """By subject (`mirror docker.io`) its aspects: `shown` with a value or values in order, `hidden` with a secret.

    On the node's record `hidden` has digests instead (`recorded`). A subject may be in either or in both.
    """

    shown: Aspects = field(default_factory=dict)
    hidden: Secrets = field(default_factory=dict, repr=False)

    def subjects(self) -> set[str]:
        """All subjects that have lines."""
        return {*self.shown, *self.hidden}

    def of(self, subject: str) -> tuple[dict[str, t.Any], dict[str, str]]:
        """The shown and the hidden aspects of one subject."""
        return dict(self.shown.get(subject, {})), dict(self.hidden.get(subject, {}))


def recorded(summary: SettingsSummary) -> SettingsSummary:
    """The same with SHA-256 digests in place of secrets: for the record, which root alone can read, like the files."""
    return SettingsSummary(
        summary.shown,
        {
            subject: {aspect: hashlib.sha256(secret.encode()).hexdigest() for aspect, secret in aspects.items()}
            for subject, aspects in summary.hidden.items()
        },
    )


def changes(before: SettingsSummary, after: SettingsSummary) -> list[str]:
    """What is different, a line each and no secret in them; both as `recorded`."""
    moved = _moved(before, after)
    lines = [f"{old}: moved to {new.partition(' ')[2]}" for old, new in moved.items()]
    for subject in sorted((before.subjects() | after.subjects()) - {*moved, *moved.values()}):
        if subject not in after.subjects():
            lines.append(f"{subject}: removed")
        else:
            found = list(_changed_aspects(before.of(subject), after.of(subject)))
            is_new = subject not in before.subjects()
            lines += [f"{subject}: {line}" for line in (found or (["added"] if is_new else []))]
    return lines


def _moved(before: SettingsSummary, after: SettingsSummary) -> dict[str, str]:
    """Subjects that have another name and are the same otherwise; two candidates do not count as a move."""
    gone = {name: _content(before, name) for name in before.subjects() - after.subjects()}
    new = {name: _content(after, name) for name in after.subjects() - before.subjects()}
    once = {content: name for name, content in new.items() if list(new.values()).count(content) == 1}
    return {
        name: once[content]
        for name, content in sorted(gone.items())
        if content in once and list(gone.values()).count(content) == 1
    }


def _content(summary: SettingsSummary, subject: str) -> str:
    return json.dumps([subject.partition(" ")[0], *summary.of(subject)], sort_keys=True)


def _changed_aspects(before: tuple[t.Any, t.Any], after: tuple[t.Any, t.Any]) -> t.Iterator[str]:
    (shown_before, hidden_before), (shown_after, hidden_after) = before, after
    for aspect in sorted({*shown_before, *shown_after}):
        old, new = shown_before.get(aspect, ""), shown_after.get(aspect, "")
        if old != new:
            is_list = not isinstance(old or new, str)
            yield from _changed_list(aspect, list(old), list(new)) if is_list else _changed_value(aspect, old, new)
    for aspect in sorted({*hidden_before, *hidden_after}):
        if aspect not in hidden_before:
            yield f"{aspect} added"
        elif aspect not in hidden_after:
            yield f"{aspect} removed"
        elif hidden_before[aspect] != hidden_after[aspect]:
            yield f"{aspect} changed"


def _changed_value(aspect: str, old: str, new: str) -> t.Iterator[str]:
    if not new:
        yield f"{aspect} no longer set (it was {old})"
    else:
        yield f"{aspect} changed from {old} to {new}" if old else f"{aspect} set to {new}"


def _changed_list(aspect: str, old: t.Sequence[str], new: t.Sequence[str]) -> t.Iterator[str]:
    yield from (f"{aspect} removed {item}" for item in old if item not in new)
    yield from (f"{aspect} added {item}" for item in new if item not in old)
    remaining = [item for item in new if item in old]
    if remaining != [item for item in old if item in new]:
        yield f"{aspect} in another order: {', '.join(new)}"

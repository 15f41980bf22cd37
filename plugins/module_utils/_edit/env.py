# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edit systemd environment files: managed variables are set or removed, every other line stays as it is.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.env_syntax import EnvAssignment, scan_assignments
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

_COMMENT_THAT_GOES_ON = re.compile(r"(?:^|[\r\n])[ \t]*[#;][^\r\n]*\\[\r\n]*\Z")


def read_entries(text: str, ids: t.Iterable[str]) -> dict[str, str]:
    """The values of the named variables as systemd would see them; the last assignment of a name wins."""
    wanted = set(ids)
    return {name: value for name, value in assignments(text) if name in wanted}


def assignments(text: str) -> list[tuple[str, str]]:
    """All assignments in order, values unquoted."""
    return [(found.name, found.value) for found in scan_assignments(text)]


def write_entries(text: str, entries: t.Mapping[str, str]) -> str:
    """Set variables: in place where a line assigns one already, at the end where none does."""
    missing = dict(entries)

    def rewritten(found: EnvAssignment) -> t.Optional[str]:
        if found.name not in entries:
            return None
        return assignment_line(found.name, missing.pop(found.name)) if found.name in missing else ""

    body = _replace_assignments(text, rewritten)
    if missing and body and not body.endswith("\n"):
        body += "\n"
    if missing:
        _refuse_comment_that_goes_on(body)
    written = body + "".join(assignment_line(name, value) for name, value in sorted(missing.items()))
    if read_entries(written, entries) != dict(entries):
        raise NodeError(
            f"whether systemd would read {', '.join(sorted(entries))} from the file of variables",
            "an unmanaged line ends in an open quote or a backslash, and continues in the managed lines",
            "lines that end where they are meant to",
            "close the quote, or remove the backslash at the end of the line",
        )
    return written


def _refuse_comment_that_goes_on(body: str) -> None:
    if _COMMENT_THAT_GOES_ON.search(body):
        raise NodeError(
            "the line before the managed variables in the file",
            "a comment that ends in a backslash, with which systemd before 254 joins the next line",
            "a comment that ends with its line",
            "remove the backslash at the end of the comment",
        )


def drop_entries(text: str, ids: t.Iterable[str]) -> str:
    """Remove every assignment of one of the named variables."""
    gone = set(ids)
    return _replace_assignments(text, lambda found: "" if found.name in gone else None)


def assignment_line(name: str, value: str) -> str:
    """The line that assigns `value`, quoted where systemd needs it."""
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=*\[\]~-]*", value):
        return f"{name}={value}\n"
    escaped = re.sub(r'(["\\`$])', r"\\\1", value)
    return f'{name}="{escaped}"\n'


def _replace_assignments(text: str, rewritten: t.Callable[[EnvAssignment], t.Optional[str]]) -> str:
    """The text with each assignment replaced by what `rewritten` gives; None leaves it as it is."""
    parts, position = [], 0
    for found in scan_assignments(text):
        new = rewritten(found)
        if new is not None:
            parts += [text[position : found.start], new]
            position = found.end
    return "".join(parts) + text[position:]

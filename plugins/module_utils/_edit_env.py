# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edit systemd environment files: our variables are set or dropped, every other line stays as it is.

Syntax as systemd.exec(5) gives it for `EnvironmentFile=` (systemd 247 to 262): no `export`, no expansion, `#` and `;` start comments.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

_ASSIGNMENT = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$")


def read_entries(text: str, ids: t.Iterable[str]) -> dict[str, str]:
    """The values of the named variables as systemd would see them; the last assignment of a name wins."""
    wanted = set(ids)
    return {name: value for name, value in assignments(text) if name in wanted}


def assignments(text: str) -> list[tuple[str, str]]:
    """All assignments in order, values unquoted."""
    found = (_ASSIGNMENT.match(line) for line in _logical_lines(text))
    return [(match.group(1), _unquote(match.group(2).strip())) for match in found if match]


def write_entries(text: str, entries: t.Mapping[str, str]) -> str:
    """Set variables: in place where a line assigns one already, at the end where none does."""
    lines, missing = [], dict(entries)
    for line in _physical_lines(text):
        name = _assigned_name(line)
        if name not in entries:
            lines.append(line)
        elif name in missing:
            lines.append(_line(name, missing.pop(name)))
    body = "".join(lines)
    if missing and body and not body.endswith("\n"):
        body += "\n"
    return body + "".join(_line(name, value) for name, value in sorted(missing.items()))


def drop_entries(text: str, ids: t.Iterable[str]) -> str:
    """Remove every line that assigns one of the named variables."""
    gone = set(ids)
    return "".join(line for line in _physical_lines(text) if _assigned_name(line) not in gone)


def _assigned_name(line: str) -> t.Optional[str]:
    match = _ASSIGNMENT.match(line.rstrip("\n"))
    return match.group(1) if match else None


def _physical_lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _logical_lines(text: str) -> list[str]:
    return [line for line in text.replace("\\\n", "").split("\n") if not line.lstrip().startswith(("#", ";"))]


def _line(name: str, value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=*\[\]~-]*", value):
        return f"{name}={value}\n"
    escaped = re.sub(r'(["\\`$])', r"\\\1", value)
    return f'{name}="{escaped}"\n'


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r'\\(["\\`$])', r"\1", value[1:-1])
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)

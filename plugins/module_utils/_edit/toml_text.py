# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edit TOML files: managed keys are set or removed, every other byte stays as it is.

An id is the path of a key as a JSON list, such as `["plugins", "io.containerd.cri.v1.images", "use_local_image_pull"]`;
a value is the TOML literal as written. A table that is missing is appended behind a marker, by which it is found again
and removed when empty. An id such as `["", "version"]` is a key that only a new file gets, and that goes with all the
rest or not at all: what others have added since may depend on it.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import (
    Assignment,
    Path,
    Table,
    tables_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

MARKER = "# added by pullproof.registry"

Edit = tuple[int, int, str]


def read_entries(text: str, ids: t.Iterable[str]) -> dict[str, str]:
    """The literals of the named keys as they are written."""
    assigned = _assigned(tables_of(text))
    found = {name: assigned.get(_real(_path(name))) for name in ids}
    return {name: text[item.value_start : item.value_end] for name, item in found.items() if item}


def write_entries(text: str, entries: t.Mapping[str, str]) -> str:
    """Set keys: in place where they are, in their table where that is, else in a new table at the end."""
    tables = tables_of(text)
    assigned = _assigned(tables)
    edits: list[Edit] = []
    missing: dict[Path, list[str]] = {}
    for name, literal in entries.items():
        path = _path(name)
        if _is_initial(path) and text.strip():
            continue
        path = _real(path)
        if path in assigned:
            edits.append((assigned[path].value_start, assigned[path].value_end, literal))
        else:
            _refuse_unsafe(path, tables)
            missing.setdefault(path[:-1], []).append(f"{_key(path[-1])} = {literal}")
    created = [path for path in missing if _table(tables, path) is None]
    edits += [_insertion(text, table, missing[table.path]) for table in tables if _takes(table, missing)]
    edited = _edited(text, edits)
    for path in created:
        edited += _new_table(edited, path, missing[path])
    return edited


def drop_entries(text: str, ids: t.Iterable[str]) -> str:
    """Remove the keys' lines, and the tables that were appended for them once they are empty."""
    gone = {_path(name) for name in ids}
    text = _edited(text, [edit for table in tables_of(text) for edit in _removal(text, table, gone)])
    text = _without_lines(text, gone)
    rest = _without_lines(text, {_real(path) for path in gone if _is_initial(path)})
    return text if rest.strip() else rest


def _without_lines(text: str, gone: t.AbstractSet[Path]) -> str:
    lines = [(item.start, item.end, "") for table in tables_of(text) for item in table.assignments if item.path in gone]
    left = _edited(text, lines)
    if lines and lines[-1][1] == len(text) and not text.endswith("\n") and left.endswith("\n"):
        return left[: len(left) - len(_ending(left))]
    return left


def _is_initial(path: Path) -> bool:
    return path[0] == ""


def _real(path: Path) -> Path:
    return path[1:] if _is_initial(path) else path


def _path(name: str) -> Path:
    return tuple(json.loads(name))


def _assigned(tables: t.Iterable[Table]) -> dict[Path, Assignment]:
    return {item.path: item for table in tables if not table.repeated for item in table.assignments}


def _table(tables: t.Iterable[Table], path: Path) -> t.Optional[Table]:
    return next((table for table in tables if table.path == path and not table.repeated), None)


def _takes(table: Table, missing: t.Mapping[Path, t.Sequence[str]]) -> bool:
    return table.path in missing and not table.repeated


def _refuse_unsafe(path: Path, tables: t.Iterable[Table]) -> None:
    """Adding a table or key is only safe where no other notation holds a part of its path."""
    for table in tables:
        if any(path == other[: len(path)] for other in (table.path, *(item.path for item in table.assignments))):
            raise _not_editable(path, "a table")
        if table.repeated and table.path == path[: len(table.path)]:
            raise _not_editable(path, "a list of tables, [[...]]")
        for item in table.assignments:
            if item.path == path[: len(item.path)]:
                raise _not_editable(path, "an inline table or a plain value")
            if item.parts > 1 and _defines(item, path):
                raise _not_editable(path, "dotted keys")


def _defines(item: Assignment, path: Path) -> bool:
    """Whether dotted keys define a table that holds `path`: such a table can't be reopened by a header."""
    outer = len(item.path) - item.parts
    return any(item.path[:length] == path[:length] for length in range(outer + 1, len(item.path)) if length < len(path))


def _insertion(text: str, table: Table, lines: t.Sequence[str]) -> Edit:
    ended = _newline(text)
    if table.assignments:
        last = table.assignments[-1]
        pos, indent = last.end, last.indent
    else:
        pos, indent = table.body, table.indent + "  " if table.path else ""
    added = ended.join(indent + line for line in lines)
    open_line = pos > 0 and not text[:pos].endswith("\n")
    return (pos, pos, ended + added if open_line else added + ended)


def _new_table(before: str, path: Path, lines: t.Sequence[str]) -> str:
    ended = _newline(before)
    header = f"[{'.'.join(_key(part) for part in path)}]"
    return (ended if before else "") + "".join(line + ended for line in (MARKER, header, *lines))


def _removal(text: str, table: Table, gone: t.AbstractSet[Path]) -> list[Edit]:
    """All of a table that was appended by `write_entries`, if only blank lines remain in it; else nothing."""
    dropped = [item for item in table.assignments if item.path in gone]
    before = text[: table.start]
    marker = before.rfind(MARKER)
    if not dropped or marker < 0 or before[marker:].strip() != MARKER or _body_without(text, table, dropped).strip():
        return []
    start = marker - len(_ending(before[:marker]))
    return [(start, table.body, ""), *((item.start, item.end, "") for item in dropped)]


def _body_without(text: str, table: Table, dropped: t.Sequence[Assignment]) -> str:
    body, pos = "", table.body
    for item in dropped:
        body += text[pos : item.start]
        pos = item.end
    return body + text[pos : _before_next_marker(text, table)]


def _before_next_marker(text: str, table: Table) -> int:
    """Where the table's body ends: the marker of a managed table after it belongs to that one."""
    body = text[table.body : table.end].rstrip()
    return table.body + len(body) - len(MARKER) if body.endswith(MARKER) else table.end


def _edited(text: str, edits: t.Iterable[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ending(text: str) -> str:
    """Of the last line as it is: which one is usual may have changed since with a value of several lines."""
    return "\r\n" if text.endswith("\r\n") else "\n" if text.endswith("\n") else ""


def _key(part: str) -> str:
    bare = part.isascii() and part.replace("-", "").replace("_", "").isalnum()
    return part if bare else json.dumps(part, ensure_ascii=False)


def _not_editable(path: Path, notation: str) -> NodeError:
    shown = ".".join(_key(part) for part in path)
    return NodeError(
        f"where {shown} can be set in the TOML file",
        f"a part of that path is written as {notation}",
        "a key in a table of its own, or none yet",
        f"rewrite that part of the file as a table: [{'.'.join(_key(part) for part in path[:-1])}]",
    )

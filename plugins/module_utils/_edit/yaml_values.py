# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read YAML files without a YAML reader: values by their path, as far as that is certain.

Block mappings and lists of one-line values are understood. From the first line on that is anything else, or that opens
a value over several lines, the rest of the file is one opaque value, because a secret may be in it.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'{}\[\]&*!|>%@#,?-][^#]*?)\s*:(?:[ ]+(?P<value>.*))?$"""
)
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$')
_SINGLE = re.compile(r"'((?:[^']|'')*)'\s*(?:#.*)?$")
_FLOW_LIST = re.compile(r"\[([^\[\]{}#]*)\]\s*(?:#.*)?$")
_EMPTY = re.compile(r"(?:\{\s*\}|~|null)?\s*(?:#.*)?$")
_PLAIN = re.compile(r"""[^\s"'{}\[\]&*!|>%@`#,][^#]*$""")
_COMMENT = re.compile(r"\s+#.*$")
_ESCAPE = re.compile(r'\\(["\\/])')


@dataclass(frozen=True)
class YamlValue:
    """A value by its path; `path` is empty for the opaque rest of a file, which begins at `line`."""

    path: tuple[str, ...]
    value: str = field(repr=False)
    line: int


def yaml_values(text: str) -> t.Iterator[YamlValue]:
    """The values in the order of the text; members of a list have their number, as text, as the last of the path."""
    stack: list[tuple[int, str]] = []
    counts: dict[tuple[str, ...], int] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        content = line.strip(" ")
        if not content or content.startswith(("#", "---")):
            continue
        indent = len(line) - len(line.lstrip(" "))
        found = _statement(content)
        if found is None:
            yield YamlValue((), "\n".join(lines[number - 1 :]), number)
            return
        name, values = found
        while stack and (stack[-1][0] > indent or (name is not None and stack[-1][0] == indent)):
            stack.pop()
        path = tuple(part for _indent, part in stack)
        if name is not None:
            path = (*path, name)
            stack.append((indent, name))
        is_list = name is None or len(values) > 1 or content.rstrip().endswith("]")
        for value in values:
            counts[path] = counts.get(path, -1) + 1
            yield YamlValue((*path, str(counts[path])) if is_list else path, value, number)


def top_level_value(text: str, key: str) -> t.Optional[str]:
    """The one-line value of a key that is not indented; of several the last one, as in the YAML reader of K3s. None if
    there is none, or if it is not certain.
    """
    written = re.compile(rf"^([\"']?){re.escape(key)}\1[ \t]*:(?:[ \t]+(?P<value>.*))?$", re.MULTILINE)
    values = [match["value"] or "" for match in written.finditer(text)]
    return _scalar(values[-1].strip()) if values else None


def _statement(content: str) -> t.Optional[tuple[t.Optional[str], list[str]]]:
    """`(key, values)` of a line, without a key for a member of a list; None if it is not understood."""
    if content.startswith("- "):
        member = _scalar(content[2:].strip())
        return None if member is None or _KEY.match(content[2:].strip()) else (None, [member])
    match = _KEY.match(content)
    if match is None:
        return None
    key, value = _scalar(match["key"]), (match["value"] or "").strip()
    if key is None:
        return None
    listed = _FLOW_LIST.match(value)
    members = [member.strip() for member in listed[1].split(",")] if listed else [value]
    # A key without a value is the name of what follows; an empty mapping is a value.
    scalars = [_scalar(member) for member in members if _COMMENT.sub("", f" {member}").strip()]
    return None if None in scalars else (key, [scalar for scalar in scalars if scalar is not None])


def _scalar(text: str) -> t.Optional[str]:
    """The text of a value on one line, without its quotes; None for other text, or if it continues on the next line."""
    double, single = _DOUBLE.match(text), _SINGLE.match(text)
    if double:
        return _ESCAPE.sub(r"\1", double[1])
    if single:
        return single[1].replace("''", "'")
    if _EMPTY.match(text):
        return ""
    return _COMMENT.sub("", text).rstrip() if _PLAIN.match(_COMMENT.sub("", text)) else None

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The prose in YAML documentation, as Markdown whose lines have the numbers of the lines that they come from.

Descriptions, notes and the names of tasks in examples are prose. A short description becomes a heading of level 6.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

Reader = Callable[[yaml.Node], Iterator[tuple[int, str]]]
TASKS = {"tasks", "pre_tasks", "post_tasks", "block"}
PROSE = {"description", "details", "notes", "requirements"}
LINK = re.compile(r"\bL\(([^,()]*),[^()]*\)")
CODE = re.compile(r"\b(?:[COVEPIBMU]|RV)\(((?:[^()]|\([^()]*\))*)\)")


def documentation_prose(path: Path) -> dict[int, str]:
    """The prose by line in the documentation strings of a module, a plugin, or a fragment of documentation."""
    lines: dict[int, str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            name, text = getattr(node.targets[0], "id", ""), node.value.value
            if name in READERS and isinstance(text, str):
                lines |= _lines(text, node.value.lineno, READERS[name])
    return lines


def yaml_prose(path: Path) -> str:
    """The prose in a YAML file, such as the argument specs of a role."""
    return as_page(_lines(path.read_text(encoding="utf-8"), 1, _prose))


def _lines(document: str, first: int, read: Reader) -> dict[int, str]:
    root = yaml.compose(document, yaml.SafeLoader)
    return {first + line: text for line, text in read(root)} if root else {}


def _task_names(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """The names of tasks and plays."""
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        for key, value in item.value if isinstance(item, yaml.MappingNode) else ():
            if key.value == "name":
                yield value.start_mark.line, _markdown(value.value)
            elif key.value in TASKS:
                yield from _task_names(value)


def _prose(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _prose(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "short_description" and isinstance(value, yaml.ScalarNode):
                yield value.start_mark.line, f"###### {_markdown(value.value)}"
            elif key.value in PROSE:
                yield from _scalars(value)
            else:
                yield from _prose(value)


def _scalars(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line, _markdown(node.value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    else:
        yield from _prose(node)


def _markdown(text: str) -> str:
    return CODE.sub(r"`\1`", LINK.sub(r"\1", " ".join(text.split())))


def as_page(lines: dict[int, str]) -> str:
    """Every text on its line."""
    return "".join(f"{lines.get(number, '')}\n" for number in range(1, max(lines, default=0) + 1))


READERS: dict[str, Reader] = {"DOCUMENTATION": _prose, "RETURN": _prose, "EXAMPLES": _task_names}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The prose in Python code, as Markdown whose lines have the numbers of the lines where the texts start.

Docstrings are prose, paragraph by paragraph, and so are strings of three words or more. Each is an item of a list,
because neighbouring lines of a page would be read as one text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.prose.extract import READERS, as_page, documentation_prose

FEWEST_WORDS = 3
# Stands for what an f-string inserts.
INSERTED = "VALUE"
# Regular expressions, commands (options, pipes, variables of PowerShell), templates, and content security policies.
# A message has none of these.
NOT_PROSE = re.compile(r"[\\|$^]|\(\?| --?[a-z]|\{\{|-src ")


def python_prose(path: Path) -> str:
    """The documentation, the docstrings and the messages of a plugin."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts: dict[int, list[str]] = {}
    for number, text in (*_docstrings(tree), *_messages(tree)):
        texts.setdefault(number, []).append(re.sub(r"\bNone\b", "`None`", " ".join(text.split())))
    items = {number: f"- {' / '.join(found)}" for number, found in texts.items()}
    return as_page(documentation_prose(path) | items)


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every paragraph of every docstring, with the line where it starts."""
    for node in ast.walk(tree):
        if docstring := _docstring(node):
            line = docstring.lineno
            for paragraph in str(docstring.value).split("\n\n"):
                yield line, paragraph
                line += paragraph.count("\n") + 2


def _docstring(node: ast.AST) -> ast.Constant | None:
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) or ast.get_docstring(node) is None:
        return None
    first = node.body[0]
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None


def _messages(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every message, with the line where it starts. Docstrings and documentation in YAML are read elsewhere."""
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in READERS:
        return
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        text = _joined(node)
        if len(text.split()) >= FEWEST_WORDS and not NOT_PROSE.search(text):
            yield node.lineno, text
        return
    docstring = _docstring(node)
    for child in ast.iter_child_nodes(node):
        if not (docstring and isinstance(child, ast.Expr) and child.value is docstring):
            yield from _messages(child)


def _joined(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_joined(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return INSERTED
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

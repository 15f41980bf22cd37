# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of text that fit a terminal of 100 columns.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable

WIDTH = 100
GAP = "  "
INDENT = "  "


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """The text in lines; the first one begins with ``indent``, the others with ``hanging`` (the same if not given)."""
    others = indent if hanging is None else hanging
    return [
        line
        for number, paragraph in enumerate(text.splitlines())
        for line in textwrap.wrap(
            printable(paragraph),
            WIDTH,
            initial_indent=others if number else indent,
            subsequent_indent=others,
            break_on_hyphens=False,
        )
    ]


def hanging(text: str, indent: str = "") -> list[str]:
    """The text in lines; those after the first are indented two columns more."""
    return wrapped(text, indent, f"{indent}{INDENT}")


def host_lines(sentence: str, hosts: Sequence[str]) -> list[str]:
    """The sentence with its hosts and their number; no line without hosts."""
    return hanging(f"{sentence}: {', '.join(hosts)} ({len(hosts)})") if hosts else []


def row(cells: Sequence[str], widths: Sequence[int], indent: str = "") -> list[str]:
    """The lines of one row of a table. A cell that is too wide continues in the next line."""
    columns = [
        textwrap.wrap(printable(cell), max(1, width), break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [
        indent + GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def fits(rows: Sequence[Sequence[str]], indent: str = "") -> bool:
    """Whether each row of a table fits in a line, without a break in a cell."""
    widths = _natural_widths(rows)
    return sum(widths) <= _room(widths, indent)


def fitting_widths(rows: Sequence[Sequence[str]], indent: str = "") -> list[int]:
    """The widths of the columns. The widest columns are narrowed until a row fits in a line."""
    widths = _natural_widths(rows)
    room = _room(widths, indent)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _natural_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [min(WIDTH, max(len(one[column]) for one in rows)) for column in range(len(rows[0]))]


def _room(widths: Sequence[int], indent: str) -> int:
    return WIDTH - len(indent) - len(GAP) * (len(widths) - 1)


def listed(names: Sequence[str], shown: int) -> str:
    """The first names, and how many more there are."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, thing: str) -> str:
    """``1 node``, ``2 nodes``."""
    return f"{number} {thing}{'s' * (number != 1)}"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations as a table for people, at most 100 columns wide.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import WIDTH, hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View

TITLES = ("", "endpoint", "asked for", "credentials", "CA", "way")
_GAP = "  "
_INDENT = "  "
_ROOM = WIDTH - len(_INDENT) - len(_GAP) * (len(TITLES) - 1)
# Those of a table whose rows are too long for a line: the others follow below each row.
_FIRST_COLUMNS = 4
_PROGRAMS = {"containerd": "containerd", "docker": "Docker Engine", "bootstrap": "RKE2's own bootstrap"}


def explanation_table(explanations: Sequence[Explanation]) -> list[str]:
    """The lines: per image its views, the two of RKE2 as one where they agree."""
    return [line for explanation in explanations for line in _explanation(explanation)]


def _explanation(explanation: Explanation) -> Iterator[str]:
    name = explanation.reference or explanation.image
    yield from hanging(name, "")
    if explanation.error:
        yield from hanging(f"nobody is asked: {explanation.error}", _INDENT)
    for view in explanation.views if explanation.differ else explanation.views[:1]:
        both = explanation.bootstrap is not None and not explanation.differ
        yield from _view(view, _heading(view, both))
    if explanation.drift and explanation.found:
        yield from _view(explanation.found, f"! DRIFT, on the node it is {_heading(explanation.found, both=False)}")


def _heading(view: View, both: bool) -> str:
    program = _PROGRAMS[view.program]
    if both:
        program = f"{program} and {_PROGRAMS['bootstrap']} alike"
    if not view.endpoints:
        return f"{program} asks nobody"
    return f"{program}, by {view.source}" if view.source else f"{program}, with no settings for this registry"


def _view(view: View, heading: str) -> Iterator[str]:
    yield from hanging(f"{heading}:", _INDENT)
    for problem in view.problems:
        yield from hanging(f"! {problem}", _INDENT * 2)
    rows = [_cells(number, endpoint) for number, endpoint in enumerate(view.endpoints, 1)]
    if not rows:
        return
    shown = len(TITLES) if sum(_natural_widths(rows)) <= _ROOM else _FIRST_COLUMNS
    widths = _widths([TITLES, *rows], shown)
    yield from _row(TITLES, widths)
    for cells, endpoint in zip(rows, view.endpoints, strict=True):
        yield from _row(cells, widths)
        if shown < len(TITLES):
            details = zip(TITLES[shown:], cells[shown:], strict=True)
            yield from hanging("; ".join(f"{title} {cell}" for title, cell in details), _INDENT * 4)
        for note in endpoint.notes:
            yield from hanging(f"- {note}", _INDENT * 4)


def _cells(number: int, endpoint: Endpoint) -> tuple[str, ...]:
    ca = f"{endpoint.ca}, client {endpoint.client_certificate}" if endpoint.client_certificate else endpoint.ca
    key = endpoint.credential_key or "anonymous"
    return (str(number), endpoint.url, endpoint.repository, key, ca, str(endpoint.route))


def _natural_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [min(WIDTH, max(len(row[column]) for row in [TITLES, *rows])) for column in range(len(TITLES))]


def _widths(rows: Sequence[Sequence[str]], shown: int) -> list[int]:
    """Natural widths of the first columns; while they exceed the line, the widest gives way."""
    widths = _natural_widths(rows)[:shown]
    while sum(widths) > _ROOM:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [
        textwrap.wrap(printable(cell), width, break_on_hyphens=False) if width else []
        for cell, width in zip(cells, widths, strict=False)
    ]
    for parts in zip_longest(*columns, fillvalue=""):
        yield _INDENT + _GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()

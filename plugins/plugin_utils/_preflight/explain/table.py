# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations as a table for people, at most 100 columns wide.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import (
    GAP,
    INDENT,
    fits,
    fitting_widths,
    hanging,
    row,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View

TITLES = ("", "endpoint", "asked for", "credentials", "CA", "way")
# A table has as many columns as fit, without a break in a URL. The other columns follow below each row.
_COLUMNS = (len(TITLES), 4, 2)
_PROGRAMS = {"containerd": "containerd", "docker": "Docker Engine", "bootstrap": "RKE2's own bootstrap"}


def explanation_table(explanations: Sequence[Explanation]) -> list[str]:
    """The lines: per image its views, both views of RKE2 as one if they agree."""
    return [line for explanation in explanations for line in _explanation(explanation)]


def _explanation(explanation: Explanation) -> Iterator[str]:
    name = explanation.reference or explanation.image
    yield from hanging(name, "")
    if explanation.error:
        yield from hanging(f"not pulled: {explanation.error}", INDENT)
    for view in explanation.views if explanation.differ else explanation.views[:1]:
        both = explanation.bootstrap is not None and not explanation.differ
        yield from _view(view, _heading(view, both))
    if explanation.drift and explanation.found:
        yield from _view(explanation.found, f"! DRIFT, on the node it is {_heading(explanation.found, both=False)}")
    elif explanation.found:
        for file in explanation.found.unusable:
            yield from hanging(f"! on the node, {file}", INDENT)


def _heading(view: View, both: bool) -> str:
    program = _PROGRAMS[view.program]
    if both:
        program = f"{program} and {_PROGRAMS['bootstrap']}"
    if not view.endpoints:
        return f"{program} uses no endpoint"
    if not view.source:
        return f"{program}, with no settings for this registry"
    return f"{program}, from {view.source}{f' of {view.owner}' if view.owner else ''}"


def _view(view: View, heading: str) -> Iterator[str]:
    yield from hanging(f"{heading}:", INDENT)
    for problem in view.problems:
        yield from hanging(f"! {problem}", INDENT * 2)
    rows = [_cells(number, endpoint) for number, endpoint in enumerate(view.endpoints, 1)]
    if not rows:
        return
    shown = next((count for count in _COLUMNS if fits([TITLES[:count], *(row[:count] for row in rows)], INDENT)), 2)
    table = [TITLES[:shown], *(cells[:shown] for cells in rows)]
    widths = fitting_widths(table, INDENT)
    yield from row(TITLES[:shown], widths, INDENT)
    for cells, endpoint in zip(rows, view.endpoints, strict=True):
        if fits([cells[:shown]], INDENT):
            yield from row(cells[:shown], widths, INDENT)
        else:
            # A broken URL cannot be copied. It is wider than the page.
            yield printable(f"{INDENT}{cells[0]}{GAP}{cells[1]}")
        if shown < len(TITLES):
            details = zip(TITLES[shown:], cells[shown:], strict=True)
            yield from hanging("; ".join(f"{title} {cell}" for title, cell in details), INDENT * 4)
        for note in endpoint.notes:
            yield from hanging(f"- {note}", INDENT * 4)


def _cells(number: int, endpoint: Endpoint) -> tuple[str, ...]:
    ca = f"{endpoint.ca}, client {endpoint.client_certificate}" if endpoint.client_certificate else endpoint.ca
    key = endpoint.credential_key or "anonymous"
    return (str(number), endpoint.url, endpoint.repository, key, ca, str(endpoint.route))

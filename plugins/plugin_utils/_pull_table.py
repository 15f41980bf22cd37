# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of pulls for people: at most 100 columns, failures first, each with the runtime's own words below it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome

WIDTH = 100
NODE_WIDTH = 24
GAP = "  "
TITLES = ("node", "image", "result", "proof", "digest", "size", "seconds")
_ORDER = {"failed": 0, "blocked": 1, "passed": 2, "skipped": 3}
_DIGEST_SHOWN = 12


@dataclass(frozen=True)
class HostPulls:
    """What became of the images on one node."""

    node: str
    pulls: Sequence[PullOutcome]


def table(hosts: Sequence[HostPulls]) -> list[str]:
    """Lines of the table; an error that neighbouring rows of a node share is printed once, below the last of them."""
    rows = [(host.node, pull) for host in hosts for pull in host.pulls]
    rows.sort(key=lambda row: _ORDER[row[1].state])
    cells = [_cells(node, pull) for node, pull in rows]
    widths = _widths([TITLES, *cells])
    lines = _line(TITLES, widths)
    for (_node, error), group in groupby(zip(rows, cells, strict=True), key=lambda row: (row[0][0], row[0][1].error)):
        lines += [line for _row, cell in group for line in _line(cell, widths)]
        lines += wrapped(error) if error else []
    return lines


def summary(hosts: Sequence[HostPulls]) -> str:
    """The closing line. Only blobs fetched by the runtime are proof; images skipped on purpose don't count."""
    pulls = [pull for host in hosts for pull in host.pulls if pull.state != "skipped"]
    nodes = f"{len(hosts)} node{'s' * (len(hosts) != 1)}"
    return f"{sum(is_proven(pull) for pull in pulls)} of {len(pulls)} pulls proven on {nodes}"


def is_proven(pull: PullOutcome) -> bool:
    """Whether the pull passed and fetched blobs."""
    return pull.state == "passed" and pull.proof == "fresh"


def wrapped(text: str, indent: str = "    ") -> list[str]:
    """Lines of a text that fit the table's width."""
    return [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(
            _printable(paragraph), WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
    ]


def _cells(node: str, pull: PullOutcome) -> tuple[str, ...]:
    return (
        node,
        pull.image,
        pull.state,
        pull.proof if pull.proof != "none" else "-",
        pull.digest.partition(":")[2][:_DIGEST_SHOWN] if pull.digest else "-",
        _size(pull.size),
        f"{pull.seconds:.2f}" if pull.seconds is not None else "-",
    )


def _size(size: int | None) -> str:
    if size is None:
        return "-"
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} GB" if amount < 1000 else f"{amount:.0f} GB"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Natural widths; where they exceed the line, the node's column is bounded and the image's takes what is left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    widths[0] = min(widths[0], NODE_WIDTH)
    others = widths[0] + sum(widths[2:]) + len(GAP) * (len(TITLES) - 1)
    widths[1] = min(widths[1], WIDTH - others)
    return widths


def _line(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [
        textwrap.wrap(_printable(cell), width, break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [
        GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _printable(text: str) -> str:
    """Registries write these texts: no escape sequence of theirs may reach a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)

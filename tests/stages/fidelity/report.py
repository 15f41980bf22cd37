# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The output: a line per row, the evidence of each difference, and the total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.stages.fidelity.world.task import Result

Results = Mapping[str, Sequence[Result]]


def report(results: Results) -> Iterator[str]:
    """The lines. ``results`` are by name of the containerd."""
    for name, found in results.items():
        for result in found:
            if result.differences:
                yield from _failed(name, result)
    for name, found in results.items():
        right = sum(not result.differences for result in found)
        seconds = sum(result.seconds for result in found)
        yield f"{name}: {right} of {len(found)} as predicted, {seconds:.0f} s"
    total = Counter(not result.differences for found in results.values() for result in found)
    yield f"fidelity: {total[True]} of {total.total()} combinations as predicted"


def is_perfect(results: Results) -> bool:
    """Whether there are results, and no difference."""
    return any(results.values()) and not any(result.differences for found in results.values() for result in found)


def _failed(name: str, result: Result) -> Iterator[str]:
    yield f"DIFFERS {result.row} on {name}"
    yield from (f"  {line}" for line in result.differences)
    yield from (f"    log: {line}" for line in result.requests)
    if result.error:
        yield f"    pull: {result.error}"

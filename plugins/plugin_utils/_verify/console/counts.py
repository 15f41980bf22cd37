# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many pulls ended how, node by node; nodes that are alike share a row.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import fitting_widths, listed, row
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls

RESULTS = ("proven", "present", "failed", "blocked", "skipped")
_ALWAYS = ("proven", "failed")
_NAMES_SHOWN = 4

Counts = tuple[int, ...]


def count_lines(hosts: Sequence[HostPulls]) -> list[str]:
    """The rows, those with failures first. ``present`` are images that were there: no proof of blobs."""
    alike: dict[Counts, list[HostPulls]] = {}
    for host in hosts:
        alike.setdefault(_counts(host), []).append(host)
    columns = [name for name in RESULTS if name in _ALWAYS or any(_of(counts, name) for counts in alike)]
    ordered = sorted(alike.items(), key=lambda item: -(_of(item[0], "failed") + _of(item[0], "blocked")))
    rows = [_row(counts, group, columns) for counts, group in ordered]
    titles = ("nodes", *columns, "slowest")
    widths = fitting_widths([titles, *rows])
    return [line for cells in (titles, *rows) for line in row(cells, widths)]


def _counts(host: HostPulls) -> Counts:
    results = [result_word(pull.state, pull.proof) for pull in host.pulls]
    return tuple(results.count(name) for name in RESULTS)


def result_word(state: str, proof: str) -> str:
    """One of `RESULTS`: a pull that passed is proven only if it fetched blobs."""
    return ("proven" if proof == "fresh" else "present") if state == "passed" else state


def _of(counts: Counts, name: str) -> int:
    return counts[RESULTS.index(name)]


def _row(counts: Counts, hosts: Sequence[HostPulls], columns: Sequence[str]) -> tuple[str, ...]:
    names = listed([host.node for host in hosts], _NAMES_SHOWN)
    slowest = max((pull.seconds or 0.0 for host in hosts for pull in host.pulls), default=0.0)
    return (names, *(str(_of(counts, name) or "-") for name in columns), f"{slowest:.2f} s")

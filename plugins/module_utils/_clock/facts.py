# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of the clock.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t


class SourceFacts(t.TypedDict):
    """A time source. `offset_ms` is positive if the node's clock is behind, None without an answer."""

    name: str
    state: str
    offset_ms: t.Optional[float]


class ClockState(t.TypedDict):
    """The clock as its time service reports it. `offset_ms` is positive if the node's clock is behind.

    `problem` is the message of a time service that cannot be queried.
    """

    synchronised: bool
    source: t.Optional[str]
    offset_ms: t.Optional[float]
    sources: list[SourceFacts]
    problem: str


class ChronyLayout(t.TypedDict):
    """Where chrony is configured. `path` is the managed file, `line` the line that `config` needs to load it (or None).

    `load` is restart or reload.
    """

    config: str
    path: str
    line: t.Optional[str]
    load: str


class ClockUnitFacts(t.TypedDict):
    """The unit of a time service."""

    name: str
    active: str
    enabled: str


class ClockFacts(t.TypedDict):
    """`units` are the installed time services by provider, `others` running ones that this collection does not support.

    `chrony` is its layout (None: not configured), `provider` the running service (or None), `loaded` whether it has
    loaded the managed files, `state` the state of the clock (or None).
    """

    units: dict[str, ClockUnitFacts]
    others: list[str]
    chrony: t.Optional[ChronyLayout]
    provider: t.Optional[str]
    loaded: bool
    state: t.Optional[ClockState]


def unknown_state(problem: str = "") -> ClockState:
    """The state of a clock that no time service reports."""
    return {"synchronised": False, "source": None, "offset_ms": None, "sources": [], "problem": problem}

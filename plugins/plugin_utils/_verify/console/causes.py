# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes for people: one block each, with the nodes and images it concerns and what to do.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import GAP, counted, listed, wrapped
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import CauseGroup

_NODES_SHOWN = 40
_IMAGES_SHOWN = 8
_LABEL_WIDTH = 8


def cause_lines(groups: Sequence[CauseGroup]) -> list[str]:
    """A block per cause with an empty line after each. Warnings have fewer fields."""
    return [line for group in groups for line in (*_block(group), "")]


def _block(group: CauseGroup) -> Iterator[str]:
    cause = group.cause
    title = CATALOGUE[cause.code].title if cause.code in CATALOGUE else cause.code.replace("_", " ")
    where = f"{counted(len(group.images), 'image')} on {counted(len(group.hosts), 'node')}"
    code = f" [{cause.code}]" if cause.code in CATALOGUE else ""
    yield from wrapped(f"{_mark(group)}  {where}: {title}{code}", hanging="  ")
    yield from _field("nodes", listed(group.hosts, _NODES_SHOWN))
    yield from _field("images", listed(group.images, _IMAGES_SHOWN))
    yield from _field("at", cause.endpoint)
    is_full = cause.severity == "error" and cause.expected
    yield from _field("Checked", cause.checked if is_full else "")
    yield from _field("Observed", _observed(group))
    yield from _field("Expected", cause.expected if is_full else "")
    yield from _field("Fix", cause.fix)
    yield from _field("more in", cause.doc)


def _mark(group: CauseGroup) -> str:
    if group.cause.severity != "error":
        return group.cause.severity.upper()
    return "BLOCKED" if group.is_blocked else "FAILED"


def _observed(group: CauseGroup) -> str:
    others = len(group.observed) - 1
    return f"{group.observed[0]} (and {others} similar)" if others else group.observed[0]


def _field(label: str, text: str) -> list[str]:
    indent = f"  {label:<{_LABEL_WIDTH}}{GAP}"
    return wrapped(text, indent, " " * len(indent)) if text else []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""chrony on the node: where its sources are configured, and the state of the clock as chronyd reports it.

Behaviour of chrony 4.0 to 4.9 (`chronyc -N` and `sourcedir` came with 4.0), and the chrony.conf of Debian, EL and SUSE.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import csv
import math
import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import unknown_state
from ansible_collections.pullproof.registry.plugins.module_utils._edit.lines import drop_entries

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import (
        ChronyLayout,
        ClockState,
        SourceFacts,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

CONFIGS = ("/etc/chrony/chrony.conf", "/etc/chrony.conf")
OWN_FOLDER = "/etc/chrony.d"
# With a wildcard, because a plain include of a file that is gone keeps chronyd from starting.
OWN_INCLUDE = f"include {OWN_FOLDER}/*-pullproof.conf"

_STATES = {
    "*": "selected",
    "+": "combined with the selected",
    "-": "good, not needed",
    "x": "disagrees with the others",
    "~": "too variable",
    "?": "not usable",
}
_TRACKING_FIELDS = 14
_SOURCE_FIELDS = 10


def chrony_layout(files: NodeFiles) -> t.Optional[ChronyLayout]:
    """Where chrony is configured; None if it has no configuration."""
    for config in CONFIGS:
        text = files.read(config)
        if text is not None:
            return _layout(config, drop_entries(text, [OWN_INCLUDE]))
    return None


def read_chrony(commands: Commands) -> ClockState:
    """The state of the clock as chronyd reports it."""
    shown = commands.run(["chronyc", "-N", "-c", "-m", "tracking", "sources -a"], seconds=10)
    rows = list(csv.reader(shown.out.splitlines()))
    tracking = next((row for row in rows if len(row) == _TRACKING_FIELDS), None)
    if tracking is None:
        output = (shown.err or shown.out).strip().splitlines()[-1:] or [f"exit code {shown.rc}"]
        return unknown_state(f"chronyc: {output[0]}")
    samples = [row for row in rows if len(row) == _SOURCE_FIELDS]
    state: ClockState = {**unknown_state(), "sources": _sources(samples)}
    selected = next((row for row in samples if row[1] == "*"), None)
    # chronyd still reports "Normal" after it has lost its last source, so a selected source is required too.
    if tracking[13] == "Not synchronised" or selected is None:
        return state
    return {**state, "synchronised": True, "source": selected[2], "offset_ms": _offset_ms(tracking, selected)}


def _offset_ms(tracking: t.Sequence[str], selected: t.Sequence[str]) -> float:
    """What chronyd has still to correct; or, if it is more, what the last sample showed beyond its own uncertainty.

    That is more where chronyd believes to have corrected a clock that it does not control (option -x in containers).
    """
    remaining, behind, uncertain = float(tracking[4]), -float(selected[7]), float(selected[9])
    shown = math.copysign(max(abs(behind) - uncertain, 0.0), behind)
    return round(max(remaining, shown, key=abs) * 1000, 3)


def _layout(config: str, text: str) -> ChronyLayout:
    words = [line.split() for line in text.splitlines() if line.strip() and line.strip()[0] not in "!;#%"]
    folders = {name: _folder_of(words, name) for name in ("sourcedir", "confdir", "include")}
    if folders["sourcedir"]:
        path = f"{folders['sourcedir']}/90-pullproof.sources"
        return {"config": config, "path": path, "line": None, "load": "reload"}
    shared = folders["confdir"] or folders["include"]
    line = None if shared else OWN_INCLUDE
    return {"config": config, "path": f"{shared or OWN_FOLDER}/90-pullproof.conf", "line": line, "load": "restart"}


def _folder_of(words: t.Sequence[t.Sequence[str]], directive: str) -> t.Optional[str]:
    """The first folder below /etc that the directive names; of include, one of which it takes all of `*.conf`."""
    for name, *arguments in words:
        for argument in arguments if name.lower() == directive else ():
            folder, pattern = os.path.split(argument) if directive == "include" else (argument.rstrip("/"), "*.conf")
            if folder.startswith("/etc/") and pattern == "*.conf":
                return folder
    return None


def _sources(rows: t.Sequence[t.Sequence[str]]) -> list[SourceFacts]:
    """One entry per name: of the many addresses of a pool the selected one, else one that answered."""
    ranked = sorted(rows, key=lambda row: (row[1] != "*", row[5] == "0"))
    best: dict[str, SourceFacts] = {}
    for row in ranked:
        state = "no answer" if row[5] == "0" else _STATES.get(row[1], row[1])
        offset = None if row[5] == "0" else round(-float(row[7]) * 1000, 3)
        best.setdefault(row[2], {"name": row[2], "state": state, "offset_ms": offset})
    return sorted(best.values(), key=lambda source: source["name"])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which containerd is on which node in which round: reads ``rounds.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.lab.host.go_programs import LINUX, WINDOWS

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Placement:
    """A containerd on a node. ``rke2`` is the version that the simulated RKE2 reports, empty for plain containerd.

    ``windows_build`` is the build of a Windows node, 0 for Linux. ``two_scopes``: after a rewrite, it requests a token
    for the original name, too.
    """

    node: str
    kind: str
    version: str
    rke2: str = ""
    two_scopes: bool = False
    windows_build: int = 0

    @property
    def system(self) -> str:
        """The system of the node, as Go names it."""
        return WINDOWS if self.windows_build else LINUX

    @property
    def title(self) -> str:
        """For the output: ``upstream v2.4.2 on containerd-1``."""
        return f"{self.kind} {self.version} on {self.node}"


Round = tuple[Placement, ...]


def load_rounds(path: Path = HERE / "rounds.yml") -> tuple[Round, ...]:
    """All rounds. TypeError for an unknown key."""
    raw: list[Mapping[str, Mapping[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(tuple(Placement(node, **one) for node, one in entry.items()) for entry in raw)


def selected(rounds: Sequence[Round], versions: Sequence[str]) -> tuple[Round, ...]:
    """The placements with these versions (all without versions), by round. ValueError if no placement has a version."""
    known = {one.version for each in rounds for one in each}
    unknown = sorted(set(versions) - known)
    if unknown:
        raise ValueError(f"no containerd {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    chosen = (tuple(one for one in each if not versions or one.version in versions) for each in rounds)
    return tuple(each for each in chosen if each)

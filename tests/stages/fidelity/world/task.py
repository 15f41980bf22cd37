# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world is given, and what it returns for each row: lines of JSON between two processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Task:
    """One containerd: paths of its programs, the name of the runtime for the product, its version and its labels.

    ``standin`` is the stand-in of RKE2, empty for a plain containerd. A row runs if ``rows`` and ``only`` have its
    name, or one above it (empty: all). ``windows_build`` is the build of Windows (0: Linux), ``root`` that of Wine.
    ``rke2_of`` is the year whose RKE2 writes the configuration (0: a current version).
    """

    program: str
    crictl: str
    runtime: str
    version: str
    labels: tuple[str, ...]
    config_version: int
    standin: str = ""
    only: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    windows_build: int = 0
    root: str = ""
    rke2_of: int = 0

    @property
    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Task:
        """The reverse of ``text``."""
        raw = json.loads(text)
        return cls(**{**raw, "labels": tuple(raw["labels"]), "only": tuple(raw["only"]), "rows": tuple(raw["rows"])})


@dataclass(frozen=True)
class Result:
    """One row on one containerd: the differences (none: as predicted), and the evidence for them."""

    row: str
    differences: tuple[str, ...]
    requests: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, line: str) -> Result:
        """The reverse of ``text``."""
        raw = json.loads(line)
        return cls(**{**raw, "differences": tuple(raw["differences"]), "requests": tuple(raw["requests"])})

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a check about one place in the variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One problem, never with the value of a secret in any of its texts.

    ``id`` is stable and can be disabled, ``where`` is a path into the variables such as
    ``registries_configs['h:5000'].tls``, ``fix`` is what to write instead, ``source`` where the behaviour is known
    from (empty: filled in by the lint).
    """

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
    source: str = ""

    @property
    def sentence(self) -> str:
        """The whole of it in a line."""
        return f"{self.where}: {self.message} Fix: {self.fix} ({self.id})"

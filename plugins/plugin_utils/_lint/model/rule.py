# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule of the lint: what its findings have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding, Severity


@dataclass(frozen=True)
class Rule:
    """``id`` is stable and documented in docs/lint.md; ``source`` says which program's behaviour it rests on."""

    id: str
    severity: Severity
    source: str

    def at(self, where: str, message: str, fix: str) -> Finding:
        """A finding of this rule. No text may hold a secret."""
        return Finding(self.id, self.severity, where, message, fix, self.source)

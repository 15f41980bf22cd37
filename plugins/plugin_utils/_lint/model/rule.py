# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule of the lint: the properties that its findings have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding, Severity


@dataclass(frozen=True)
class Rule:
    """``id`` is stable. ``source`` is the program, standard or bug report that the rule is based on.

    ``exception`` describes where the severity differs. A rule that is not ``skippable`` reports settings that would not
    be written as they are, that a role refuses itself, or that have a switch of their own.
    """

    id: str
    severity: Severity
    source: str
    skippable: bool = True
    exception: str = ""

    def at(self, where: str, message: str, fix: str) -> Finding:
        """A finding of this rule. The texts must not contain secrets."""
        return Finding(self.id, self.severity, where, message, fix, self.source)

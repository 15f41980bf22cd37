# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors that an action turns into a failed task, all of them worded for the person who has to act.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


class PullproofError(Exception):
    """A fault and its fix. `details` are added to the task's result next to `msg`; neither may hold a secret."""

    def __init__(self, message: str, details: t.Mapping[str, t.Any] | None = None) -> None:
        super().__init__(message)
        self.details = dict(details or {})


def raise_for_errors(findings: t.Sequence[Finding]) -> None:
    """Raise one error that names every finding of severity error; do nothing if there is none."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        lines = [f"{finding.where}: {finding.message} Fix: {finding.fix}" for finding in errors]
        raise PullproofError(
            f"Nothing was changed: {len(errors)} error(s).\n" + "\n".join(lines),
            {"findings": [vars(finding) for finding in errors]},
        )

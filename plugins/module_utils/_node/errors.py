# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error that node code raises for anything a person has to act on.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t


class NodeError(Exception):
    """A fault on the node, worded as Checked / Observed / Expected / Fix. None of the texts may hold a secret.

    `details` are added to the result of the module.
    """

    def __init__(
        self, checked: str, observed: str, expected: str, fix: str, details: t.Optional[t.Mapping[str, t.Any]] = None
    ) -> None:
        self.details = dict(details or {})
        self.checked = checked
        self.observed = observed
        self.expected = expected
        self.fix = fix
        super().__init__(f"Checked: {checked}. Observed: {observed}. Expected: {expected}. Fix: {fix}.")

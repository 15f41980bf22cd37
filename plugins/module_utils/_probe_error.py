# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops a probe.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t


class ProbeError(Exception):
    """A stage failed: the stable name of the `fault`, what was `observed`, and `facts` to judge it by.

    `stage` is set where it turns out only later which stage it was.
    """

    def __init__(
        self, fault: str, observed: str, facts: t.Optional[t.Mapping[str, t.Any]] = None, stage: str = ""
    ) -> None:
        self.fault = fault
        self.observed = observed
        self.facts = dict(facts or {})
        self.stage = stage
        super().__init__(f"{fault}: {observed}")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rate limits that registries announce: the verification must not use up the pulls of the workloads.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import threading
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe

REMAINING = "ratelimit-remaining"

# Of as many digits as are needed: Python refuses to read thousands of them.
_NUMBER = re.compile(r"\s*(\d{1,9})")


class Budget:
    """`endpoints` has the first endpoint of each image (any name of it)."""

    def __init__(self, endpoints: t.Mapping[str, str]) -> None:
        self._endpoints = dict(endpoints)
        self._waiting = list(endpoints.values())
        self._remaining: dict[str, int] = {}
        self._lock = threading.Lock()

    def learn(self, endpoint: str, probe: Probe) -> None:
        """Record the remaining pulls that a registry announces. Most registries announce none."""
        for stage in probe.stages:
            match = _NUMBER.match(str(stage.facts.get(REMAINING, "")))
            if match:
                with self._lock:
                    self._remaining[endpoint] = int(match.group(1))

    def claim(self, image: str) -> t.Optional[str]:
        """Take one pull out of the budget; why not, where less is left than the images that wait need."""
        endpoint = self._endpoints.get(image)
        if endpoint is None:
            return None
        with self._lock:
            needed = self._waiting.count(endpoint)
            left = self._remaining.get(endpoint)
            if left is not None and left < needed:
                return (
                    f"Checked: the rate limit of {endpoint}. Observed: {left} pull(s) left. Expected: at least "
                    f"{needed}, for the images that are still to be proven. Fix: wait until the limit is renewed, pull "
                    "as a user with a higher one, or list fewer images."
                )
            self._waiting.remove(endpoint)
            if left is not None:
                self._remaining[endpoint] = left - 1
        return None

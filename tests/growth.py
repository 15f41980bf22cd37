# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the time of a function grows with its input, as a ratio that does not depend on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Ten times the input takes about 10 times as long if the function is linear, and 100 times if it is quadratic.
LINEAR = 50
_TRIES = 3


def growth(function: Callable[[T], object], make: Callable[[int], T], size: int) -> float:
    """CPU time for the input of ``size``, divided by that for a tenth of ``size``: each the shortest of three tries."""
    return _seconds(function, make(size)) / _seconds(function, make(size // 10))


def _seconds(function: Callable[[T], object], value: T) -> float:
    times = []
    for _try in range(_TRIES):
        started = time.process_time()
        function(value)
        times.append(time.process_time() - started)
    return max(min(times), 1e-6)

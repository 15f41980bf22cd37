# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs behind the service rke2. In tests without a node, processes are numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Protocol


class Unit(Protocol):
    """The processes rke2 and containerd."""

    def start(self, environment: Sequence[str]) -> None:
        """Have them started, with these variables (`NAME=value`), and don't wait; nothing if they run."""

    def stop(self) -> None:
        """End them."""

    def kill(self, pid: int) -> None:
        """End one."""

    def restart_windows(self) -> None:
        """Restart the system. It then has the version that its registry contains."""

    def rke2(self) -> int | None:
        """The process id of rke2; None if it does not run."""

    def containerd(self) -> int | None:
        """The process id of containerd; None if it does not run."""


class NumberedUnit:
    """Processes that are nothing but numbers, and run as soon as they are started."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1000, 100)
        self._rke2: int | None = None
        self.environment: Sequence[str] = ()

    def start(self, environment: Sequence[str]) -> None:
        if self._rke2 is None:
            self._rke2, self.environment = next(self._numbers), tuple(environment)

    def stop(self) -> None:
        self._rke2 = None

    def kill(self, pid: int) -> None:
        if pid in (self._rke2, self.containerd()):
            self.stop()

    def restart_windows(self) -> None:
        if self._rke2 is not None:
            self._rke2 = next(self._numbers)

    def rke2(self) -> int | None:
        return self._rke2

    def containerd(self) -> int | None:
        return self._rke2 + 1 if self._rke2 else None

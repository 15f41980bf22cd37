# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs behind the service rke2: on a node the unit of the lab's stand-in, in tests without a node only numbers.

Copying C:\\etc\\rancher\\rke2 for the unit, with the container's paths for those of Windows, is `configuration.py`'s.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from .real import run

NAME = "rke2-agent.service"
ENVIRONMENT_FILE = Path("/etc/default/rke2-agent")
SOCKET = Path("/run/k3s/containerd/containerd.sock")
_BEGIN_SECONDS = 2
_PAUSE_SECONDS = 0.05


class Unit(Protocol):
    """The processes rke2 and containerd."""

    def start(self, environment: Sequence[str]) -> None:
        """Have them started, with these variables (`NAME=value`), and don't wait; nothing if they run."""

    def stop(self) -> None:
        """End them."""

    def kill(self, pid: int) -> None:
        """End one."""

    def rke2(self) -> int | None:
        """The process id of rke2; None if it does not run."""

    def containerd(self) -> int | None:
        """The process id of containerd; None if it does not run."""

    def answers(self) -> bool:
        """Whether containerd has begun to listen."""


class SystemdUnit:
    """The stand-in's unit in the container."""

    def start(self, environment: Sequence[str]) -> None:
        ENVIRONMENT_FILE.touch(0o600)
        ENVIRONMENT_FILE.write_text("".join(f"{_quoted(entry)}\n" for entry in environment))
        run(["systemctl", "start", "--no-block", NAME])
        deadline = time.monotonic() + _BEGIN_SECONDS
        while self.rke2() is None and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)

    def stop(self) -> None:
        run(["systemctl", "stop", NAME])

    def kill(self, pid: int) -> None:
        run(["kill", "-KILL", str(pid)])

    def rke2(self) -> int | None:
        """Also the process that comes before it in the unit."""
        shown = run(["systemctl", "show", "--property=MainPID,ControlPID", "--value", NAME]).out.split()
        return next((int(pid) for pid in shown if pid != "0"), None)

    def containerd(self) -> int | None:
        found = run(["pgrep", "--oldest", "--exact", "containerd"]).out.split()
        return int(found[0]) if found else None

    def answers(self) -> bool:
        return SOCKET.exists()


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

    def rke2(self) -> int | None:
        return self._rke2

    def containerd(self) -> int | None:
        return self._rke2 + 1 if self._rke2 else None

    def answers(self) -> bool:
        return self._rke2 is not None


def _quoted(entry: str) -> str:
    name, _sign, value = entry.partition("=")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'{name}="{escaped}"'

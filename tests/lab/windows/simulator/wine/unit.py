# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of RKE2 on Wine: a systemd unit runs rke2.exe, which starts containerd.exe.

Process ids are those of Linux.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ..system.real import run
from .programs import SERVER_UNIT

NAME = "rke2.service"
ENVIRONMENT_FILE = Path("/etc/default/rke2")
_BEGIN_SECONDS = 2
_PAUSE_SECONDS = 0.05


class WineUnit:
    """The unit in the container. Its environment file has the variables of the last start."""

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

    def restart_windows(self) -> None:
        """Restart Wine's server. The unit depends on it, and is restarted if it runs."""
        run(["systemctl", "restart", SERVER_UNIT])

    def rke2(self) -> int | None:
        shown = run(["systemctl", "show", "--property=MainPID", "--value", NAME]).out.strip()
        return int(shown) if shown not in ("", "0") else None

    def containerd(self) -> int | None:
        found = run(["pgrep", "--oldest", "--exact", "containerd.exe"]).out.split()
        return int(found[0]) if found else None


def _quoted(entry: str) -> str:
    name, _sign, value = entry.partition("=")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'{name}="{escaped}"'

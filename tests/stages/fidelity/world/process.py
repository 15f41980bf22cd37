# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containerd of a world: real, with the configuration that the product wrote, restarted only for another one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.stages.fidelity.world.mounts import SCRATCH

_READY_SECONDS = 120
_STOP_SECONDS = 20


class NotReadyError(RuntimeError):
    """containerd did not answer; the text is the end of its log."""


@dataclass(frozen=True)
class Commands:
    """How containerd is started, and crictl called, without its own arguments. ``config`` is the file that is read."""

    containerd: Sequence[str]
    crictl: Sequence[str]
    config: Path
    environment: Mapping[str, str]
    socket: Path | None = None


class Containerd:
    """One containerd. ``log`` is the file of its standard error."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._running: subprocess.Popen[bytes] | None = None
        self._loaded = ""
        self.log = SCRATCH / "containerd.log"
        self.starts = 0

    def load(self) -> None:
        """Run with the configuration on disk. NotReadyError if it does not answer."""
        text = self._commands.config.read_text(encoding="utf-8")
        if text != self._loaded or self._running is None or self._running.poll() is not None:
            self.stop()
            self._start()
            self._loaded = text

    def stop(self) -> None:
        """End it, if it runs."""
        if self._running is not None:
            self._running.terminate()
            self._running.wait(_STOP_SECONDS)
            self._running = None

    def remove_images(self) -> None:
        """Remove what an earlier pull left."""
        command = [*self._commands.crictl, "rmi", "--all"]
        environment = dict(self._commands.environment)
        subprocess.run(command, capture_output=True, check=False, env=environment)

    def _start(self) -> None:
        environment = dict(self._commands.environment)
        with self.log.open("ab") as log:
            begin = log.tell()
            self._running = subprocess.Popen(
                self._commands.containerd, stdout=log, stderr=log, env=environment, cwd="/"
            )
        self.starts += 1
        end = time.monotonic() + _READY_SECONDS
        while not self._answers():
            if time.monotonic() > end or self._running.poll() is not None:
                raise NotReadyError(self.log.read_bytes()[begin:].decode(errors="replace")[-2000:])
            time.sleep(0.1)

    def _answers(self) -> bool:
        socket = self._commands.socket
        if socket is not None and not socket.exists():
            return False
        command = [*self._commands.crictl, "images"]
        environment = dict(self._commands.environment)
        return subprocess.run(command, capture_output=True, check=False, env=environment).returncode == 0

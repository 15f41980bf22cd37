# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containerd of a world: real, with the configuration that the product wrote, restarted only for another one."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.fidelity.world.mounts import SCRATCH

_READY_SECONDS = 60
_STOP_SECONDS = 20


class NotReadyError(RuntimeError):
    """containerd did not answer; the text is the end of its log."""


class Containerd:
    """One containerd. ``log`` is the file of its standard error."""

    def __init__(self, program: Path, crictl: Path, config: Path, socket: str) -> None:
        self._program, self._crictl, self._config, self._socket = program, crictl, config, socket
        self._running: subprocess.Popen[bytes] | None = None
        self._loaded = ""
        self.log = SCRATCH / "containerd.log"
        self.starts = 0

    def load(self) -> None:
        """Run with the configuration on disk. NotReadyError if it does not answer."""
        text = self._config.read_text(encoding="utf-8")
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

    def _start(self) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": "/root"}
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [self._program, "-c", self._config], stdout=log, stderr=log, env=environment, cwd="/"
            )
        self.starts += 1
        end = time.monotonic() + _READY_SECONDS
        while not self._answers():
            if time.monotonic() > end or self._running.poll() is not None:
                raise NotReadyError(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.1)

    def _answers(self) -> bool:
        if not Path(self._socket).exists():
            return False
        endpoint = f"unix://{self._socket}"
        command = [str(self._crictl), "--image-endpoint", endpoint, "--runtime-endpoint", endpoint, "images"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

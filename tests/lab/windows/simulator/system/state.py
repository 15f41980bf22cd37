# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a simulated node that is no file: services, access control, and in unit tests registry and stores."""

from __future__ import annotations

import fcntl
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Facts = dict[str, Any]


class State:
    """Sections of plain values in one JSON file, which others (`control.py`) may change meanwhile.

    `host` has what a test may set of the node, `owners` who owns which path.
    """

    SECTIONS = ("registry", "stores", "services", "acls", "host", "owners", "firewall")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._read = -1
        self._sections: dict[str, Facts] = {name: {} for name in self.SECTIONS}

    def __getitem__(self, section: str) -> Facts:
        with self._lock:
            self._refresh()
            return self._sections[section]

    @contextmanager
    def changing(self) -> Iterator[State]:
        """Change the state alone, and keep it when done."""
        with self._lock, self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self
            self._write()

    def _refresh(self) -> None:
        changed = self._path.stat().st_mtime_ns if self._path.exists() else -1
        if changed == self._read:
            return
        loaded = json.loads(self._path.read_text())
        self._sections = {name: loaded.get(name, {}) for name in self.SECTIONS}
        self._read = changed

    def _write(self) -> None:
        unfinished = self._path.with_suffix(".unfinished")
        unfinished.touch(0o600)
        unfinished.write_text(json.dumps(self._sections, indent=1, sort_keys=True))
        unfinished.rename(self._path)
        self._read = self._path.stat().st_mtime_ns

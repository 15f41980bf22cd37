# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a simulated node that is no file: registry, certificate stores, services, access control, event log."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Facts = dict[str, Any]


class State:
    """Sections of plain values, kept in one JSON file: `registry`, `stores`, `services`, `acls`, `events`, ...

    `host` has what a test may set of the node (see `host.py`), `images` what was pulled.
    """

    SECTIONS = ("registry", "stores", "services", "acls", "events", "host", "images", "owners", "firewall")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        loaded = json.loads(path.read_text()) if path.exists() else {}
        self._sections: dict[str, Facts] = {name: loaded.get(name, {}) for name in self.SECTIONS}

    def __getitem__(self, section: str) -> Facts:
        return self._sections[section]

    @contextmanager
    def changing(self) -> Iterator[State]:
        """Change the state alone, and keep it when done."""
        with self._lock:
            yield self
            unfinished = self._path.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(self._sections, indent=1, sort_keys=True))
            unfinished.rename(self._path)

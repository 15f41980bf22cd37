# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Application log of a simulated node: one line of JSON for every module that was run, apart from its state.

Ansible.Basic writes the invocation of every task that is not no_log there, for every reader of event logs.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class EventLog:
    """A file that only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def invoked(self, module: str, arguments: Mapping[str, Any] | None) -> None:
        """A module was run; None for the arguments of a task that is no_log."""
        words = "" if arguments is None else f" with {json.dumps(dict(arguments), sort_keys=True)}"
        event = {"time": time.time(), "source": "Ansible", "message": f"{module} invoked{words}"}
        with self._lock, self._path.open("a") as log:
            log.write(json.dumps(event) + "\n")

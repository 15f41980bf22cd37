# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runtime's own log, from just before the pulls on.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull.log_lines import pull_lines
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess

MOST_BYTES = 1024 * 1024
_MOST_JOURNAL_LINES = 2000
_SECONDS = 10


class PullLog:
    """What the runtime logs from the making of this object on: into a file (RKE2, K3s), or into the journal."""

    def __init__(self, access: RuntimeAccess, commands: Commands) -> None:
        self._access = access
        self._commands = commands
        self._started = time.time()
        self._offset = _size(access.log_file)

    def lines(self) -> list[LogLine]:
        """The lines about requested hosts; empty if there is no readable log."""
        if self._access.log_file:
            return pull_lines(_tail(self._access.log_file, self._offset))
        return pull_lines(self._journal()) if self._access.unit else []

    def _journal(self) -> str:
        bounds = [f"--since=@{self._started:.6f}", f"--lines={_MOST_JOURNAL_LINES}"]
        argv = ["journalctl", "--no-pager", "--quiet", "--output=cat", *bounds, f"--unit={self._access.unit}"]
        return self._commands.run(argv, seconds=_SECONDS).out[-MOST_BYTES:]


def _size(path: str) -> int:
    return os.stat(path).st_size if path and os.path.exists(path) else 0


def _tail(path: str, offset: int) -> str:
    """What was appended; a file that is shorter than it was has been rotated meanwhile."""
    size = _size(path)
    start = max(offset if size >= offset else 0, size - MOST_BYTES)
    if not size:
        return ""
    with open(path, "rb") as handle:
        handle.seek(start)
        return handle.read(MOST_BYTES).decode(errors="replace")

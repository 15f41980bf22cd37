# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of a service, with secrets masked.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._environment_masking import secrets_in
from ansible_collections.pullproof.registry.plugins.module_utils._log_masking import mask_log

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._runtimes import Runtime

UNIT_LINES = 30
INVOCATION_LINES = 50
CONTAINERD_LINES = 10
LONGEST_LINE = 500
SECONDS = 20


@dataclass(frozen=True)
class ServiceLog:
    """`variables` are our environment variables, whose secrets the log may repeat."""

    runtime: Runtime
    commands: Commands
    variables: t.Mapping[str, str] = field(default_factory=dict, repr=False)

    def of_invocation(self, invocation: str) -> list[str]:
        """The last lines that the processes of one invocation of the unit wrote."""
        return self._journal("cat", INVOCATION_LINES, f"_SYSTEMD_INVOCATION_ID={invocation}")

    def last_lines(self) -> list[str]:
        """The end of the unit's log, and for RKE2 and K3s that of their containerd."""
        lines = self._journal("short", UNIT_LINES, f"--unit={self.runtime.unit}")
        if self.runtime.containerd_log:
            lines += self._lines(["tail", "-n", str(CONTAINERD_LINES), self.runtime.containerd_log])
        return lines

    def _journal(self, form: str, count: int, which: str) -> list[str]:
        return self._lines(["journalctl", "--no-pager", f"--output={form}", f"--lines={count}", which])

    def _lines(self, argv: t.Sequence[str]) -> list[str]:
        text = self.commands.run(argv, seconds=SECONDS).out
        return [line[:LONGEST_LINE] for line in mask_log(text, secrets_in(self.variables)).splitlines()]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of a service, with secrets masked.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import secrets_in
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.log import mask_log

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime

UNIT_LINES = 30
# containerd names some fifty plugins at each start, and nothing of what matters.
_NOISE = re.compile(r"level=info msg=\"(?:loading plugin|skip loading plugin)")
_NOISE_LINES = 60
INVOCATION_LINES = 50
CONTAINERD_LINES = 10
START_LINES = 2000
LONGEST_LINE = 500
SECONDS = 20
_STARTS = 'msg="starting containerd"'


@dataclass(frozen=True)
class ServiceLog:
    """`variables` are the managed environment variables, whose secrets the log may contain."""

    runtime: Runtime
    commands: Commands
    variables: t.Mapping[str, str] = field(default_factory=dict, repr=False)

    def of_invocation(self, invocation: str) -> list[str]:
        """The last lines that the processes of one invocation of the unit wrote."""
        return self._journal("cat", INVOCATION_LINES, f"_SYSTEMD_INVOCATION_ID={invocation}")

    def of_start(self) -> list[str]:
        """The first lines of the present invocation, which report the plugins that failed."""
        shown = ["systemctl", "show", "--property=InvocationID", "--value", self.runtime.unit]
        invocation = self.commands.run(shown, seconds=SECONDS).out.strip()
        journal = f'journalctl --no-pager --output=cat "$0" | head -n {START_LINES}'
        lines = self._lines(["sh", "-c", journal, f"_SYSTEMD_INVOCATION_ID={invocation}"]) if invocation else []
        return lines + _of_last_start(self.of_containerd(START_LINES))

    def of_containerd(self, count: int = INVOCATION_LINES) -> list[str]:
        """The end of the log file of the containerd of RKE2 and K3s; it may contain messages of earlier starts too."""
        path = self.runtime.containerd_log
        return self._lines(["tail", "-n", str(count), path]) if path else []

    def last_lines(self) -> list[str]:
        """The end of the unit's log, and of its containerd's."""
        lines = self._journal("short", UNIT_LINES + _NOISE_LINES, f"--unit={self.runtime.unit}")
        return lines[-UNIT_LINES:] + self.of_containerd(CONTAINERD_LINES)

    def _journal(self, form: str, count: int, which: str) -> list[str]:
        return self._lines(["journalctl", "--no-pager", f"--output={form}", f"--lines={count}", which])

    def _lines(self, argv: t.Sequence[str]) -> list[str]:
        text = mask_log(self.commands.run(argv, seconds=SECONDS).out, secrets_in(self.variables))
        return [line[:LONGEST_LINE] for line in text.splitlines() if not _NOISE.search(line)]


def _of_last_start(lines: t.Sequence[str]) -> list[str]:
    """The log file of a containerd also holds its earlier starts."""
    start = max((number for number, line in enumerate(lines) if _STARTS in line), default=0)
    return list(lines[start:])

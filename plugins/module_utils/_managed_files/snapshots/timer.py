# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The timer of the node that restores a change which no proof confirmed in time, also without the controller.

After a reboot the timer starts again. This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import inspect
import sys
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import restore
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_TIMER = """\
# Managed by pullproof.registry
[Unit]
Description=Restore the configuration of registries if its change is not confirmed

[Timer]
OnActiveSec={seconds}
AccuracySec=1s

[Install]
WantedBy=timers.target
"""

# A restoration that fails, such as on a full disk, is repeated.
_SERVICE = """\
# Managed by pullproof.registry
[Unit]
Description=Restore the configuration of registries from before the change
StartLimitIntervalSec=0

[Service]
ExecStart={python} {program} --pending --restart
Restart=on-failure
RestartSec=60
"""


def install_program(files: NodeFiles) -> None:
    """Write the program that restores snapshots without this collection."""
    files.write(restore.PROGRAM, inspect.getsource(restore), "0700")


def arm(seconds: int, files: NodeFiles, commands: Commands) -> None:
    """Undo the pending changes in `seconds`; also sets a running timer. 0 stops it.

    Raises NodeError if systemd does not start the timer.
    """
    if not seconds:
        restore.disarm()
        return
    is_first = not any(files.read(path) for path in restore.UNIT_FILES)
    service = _SERVICE.format(python=sys.executable, program=restore.PROGRAM)
    for path, text in zip(restore.UNIT_FILES, (_TIMER.format(seconds=seconds), service)):
        files.write(path, text, "0644")
    # A restoration that failed waits for its repetition.
    commands.run(["systemctl", "stop", restore.SERVICE], seconds=60)
    for command in (["daemon-reload"], ["enable", "--quiet", restore.TIMER], ["restart", restore.TIMER]):
        result = commands.run(["systemctl", *command], seconds=60)
        if result.rc != 0:
            if is_first:
                restore.disarm()
            raise NodeError(
                f"systemctl {' '.join(command)}, before the change",
                result.err.strip() or f"exit code {result.rc}",
                "a timer that undoes the change if it is not confirmed",
                "correct the error on the node, or set provision_confirm_timeout to 0 to do without the timer",
            )

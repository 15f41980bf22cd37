# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The directories of synthetic registries in certs.d.

containerd reads certs.d at each pull, so that a new directory needs no restart. This module util is private to the
collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.hosts_copy import (
    with_server,
    with_unreachable,
    with_unreachable_server,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import is_synthetic

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import Drill

UNIT = "pullproof-drill"
_FILE = "hosts.toml"
_SECONDS = 60


class Directories:
    """The directories in these folders. The directories of real registries are only read."""

    def __init__(self, folders: t.Sequence[str], files: NodeFiles) -> None:
        self._folders = folders
        self._files = files

    def remove_leftovers(self) -> None:
        """Remove the directories that a killed drill has left."""
        for folder in filter(os.path.isdir, self._folders):
            for name in filter(is_synthetic, os.listdir(folder)):
                shutil.rmtree(os.path.join(folder, name))

    @contextlib.contextmanager
    def made(self, drill: Drill, address: str) -> t.Iterator[None]:
        """The directory of the drill exists inside the block, if the drill needs one.

        Raises NodeError if the file of the real registry can't be used.
        """
        if not drill.copied:
            yield
            return
        real, path = (os.path.join(drill.folder, name) for name in (drill.copied, drill.registry))
        source = os.path.join(real, _FILE)
        text = _copy(self._files.read(source) or "", drill, address)
        os.mkdir(path, mode=0o700)
        try:
            for name in os.listdir(real):
                if name != _FILE:
                    # Paths of certificates in hosts.toml can be relative.
                    os.symlink(os.path.join(real, name), os.path.join(path, name))
            self._files.write(os.path.join(path, _FILE), text, "0600")
            yield
        finally:
            shutil.rmtree(path, ignore_errors=True)

    @contextlib.contextmanager
    def removed_by_timer(self, names: t.Sequence[str], seconds: int, commands: Commands) -> t.Iterator[None]:
        """If the process is killed inside the block, systemd removes the directories with these names in `seconds`.

        Raises NodeError if systemd does not start the timer.
        """
        if not names:
            yield
            return
        paths = [os.path.join(folder, name) for folder in self._folders for name in names]
        stop = ["systemctl", "stop", f"{UNIT}.timer"]
        # The timer of a killed drill.
        commands.run(stop, seconds=_SECONDS)
        options = [
            f"--unit={UNIT}",
            f"--on-active={seconds}",
            "--timer-property=AccuracySec=1s",
            "--collect",
            "--quiet",
        ]
        result = commands.run(["systemd-run", *options, "rm", "-rf", "--", *paths], seconds=_SECONDS)
        if result.rc != 0:
            raise NodeError(
                "systemd-run, before the drills",
                result.err.strip() or f"exit code {result.rc}",
                "a timer that cleans up after a killed drill",
                "correct the error on the node",
            )
        try:
            yield
        finally:
            commands.run(stop, seconds=_SECONDS)


def _copy(text: str, drill: Drill, address: str) -> str:
    copied = with_unreachable(text, drill.unreachable, address)
    if drill.avoids_server:
        return with_unreachable_server(copied, address)
    return with_server(copied, drill.server) if drill.server else copied

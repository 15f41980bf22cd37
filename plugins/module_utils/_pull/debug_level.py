# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Docker Engine's debug level while images are pulled, and never longer.

dockerd (20.10 and later) takes `debug` from daemon.json when it is reloaded, and keeps it where the key is gone: it
has to be told false. containerd has no such switch: its level needs a restart.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_text import (
    drop_entries,
    read_entries,
    write_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import STATE_FOLDER
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import DockerEngine, EngineError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

DEBUG_PATH = f"{STATE_FOLDER}/debug.json"
_KEY = '["debug"]'
_SECONDS = 30


class DebugLevel:
    """What daemon.json said of the level before is on the node while the level is up, so that a later run can take it
    back if this one is killed.
    """

    def __init__(self, files: NodeFiles, commands: Commands, engine: DockerEngine) -> None:
        self._files = files
        self._commands = commands
        self._engine = engine

    def heal(self) -> None:
        """Take back what a run that was killed has left."""
        noted = self._files.read(DEBUG_PATH)
        if noted is not None:
            self._restore(json.loads(noted))

    @contextlib.contextmanager
    def raised(self) -> t.Iterator[None]:
        """The level is debug inside; afterwards daemon.json is as it was, but for what others changed meanwhile."""
        if self._is_up():
            yield
            return
        before = self._files.read(DOCKER_DAEMON_FILE)
        former = read_entries(before or "{}", [_KEY]).get(_KEY)
        self._files.write(DEBUG_PATH, json.dumps({"existed": before is not None, "value": former}) + "\n", "0600")
        try:
            raised = write_entries(before or "{}", {_KEY: "true"})
            self._files.write(DOCKER_DAEMON_FILE, raised, None)
            self._reload()
            yield
        finally:
            self._restore({"existed": before is not None, "value": former})

    def _restore(self, former: t.Mapping[str, t.Any]) -> None:
        text = self._files.read(DOCKER_DAEMON_FILE) or "{}"
        value = former["value"]
        if value is None:
            self._files.write(DOCKER_DAEMON_FILE, write_entries(text, {_KEY: "false"}), None)
            self._reload()
        restored = drop_entries(text, [_KEY]) if value is None else write_entries(text, {_KEY: value})
        if not former["existed"] and not json.loads(restored or "{}"):
            self._files.remove(DOCKER_DAEMON_FILE)
        else:
            self._files.write(DOCKER_DAEMON_FILE, restored, None)
        if value is not None:
            self._reload()
        self._files.remove(DEBUG_PATH)

    def _is_up(self) -> bool:
        """Maybe by an option of the command line, beside which daemon.json may not have the key."""
        try:
            return bool(json.loads("".join(self._engine.lines("GET", "/info", _SECONDS))).get("Debug"))
        except (EngineError, OSError, ValueError):
            return False

    def _reload(self) -> None:
        self._commands.run(["systemctl", "reload", "docker.service"], seconds=_SECONDS)

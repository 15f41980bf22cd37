# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets the log level of Docker Engine to debug during the pulls.

dockerd (20.10 and later) reads `debug` from daemon.json at a reload. It keeps the level if the key is removed, so the
key must be set to false. containerd needs a restart to change its level.
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
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    STATE_FOLDER,
    load_notes,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import DockerEngine, EngineError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

DEBUG_PATH = f"{STATE_FOLDER}/debug.json"
_KEY = '["debug"]'
_SECONDS = 30


class DebugLevel:
    """The previous value in daemon.json is saved on the node while the level is raised. If this run is killed, the next
    run restores it.
    """

    def __init__(self, files: NodeFiles, commands: Commands, engine: DockerEngine) -> None:
        self._files = files
        self._commands = commands
        self._engine = engine

    def heal(self) -> None:
        """Take back what a run that was killed has left."""
        if self._files.read(DEBUG_PATH) is not None:
            # The usual state, if the note was only written in part.
            self._restore({"existed": True, "value": None, **load_notes(self._files, DEBUG_PATH)})

    @contextlib.contextmanager
    def raised(self) -> t.Iterator[None]:
        """The level is debug inside the block. Afterwards daemon.json is restored, except for changes that were made
        meanwhile.
        """
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
        """Whether the level is debug already, possibly with a command line option: then daemon.json must not contain
        the key.
        """
        try:
            return bool(json.loads("".join(self._engine.lines("GET", "/info", _SECONDS))).get("Debug"))
        except (EngineError, OSError, ValueError):
            return False

    def _reload(self) -> None:
        self._commands.run(["systemctl", "reload", "docker.service"], seconds=_SECONDS)

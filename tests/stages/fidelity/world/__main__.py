# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.stages.fidelity.world``: run rows on one containerd, within new namespaces of the caller.

Standard input is the task as JSON. Each line of standard output is the result of a row as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.lab.model.pki import pem
from tests.stages.fidelity.row import Row
from tests.stages.fidelity.rows import load_rows, load_servers, rows_for
from tests.stages.fidelity.world.compare import differences
from tests.stages.fidelity.world.linux.machine import LinuxMachine
from tests.stages.fidelity.world.mounts import SCRATCH, mount_all, mount_run, write_hosts
from tests.stages.fidelity.world.names import names_in
from tests.stages.fidelity.world.observed import Machine, Observed, ended, verified
from tests.stages.fidelity.world.process import NotReadyError
from tests.stages.fidelity.world.registries.certificates import FOLDER, Authorities, write_bundle, write_private
from tests.stages.fidelity.world.registries.content import Content, content_for, digest_of
from tests.stages.fidelity.world.registries.front import UNREACHABLE, Front
from tests.stages.fidelity.world.registries.registry import TOKEN_HOST, Registries
from tests.stages.fidelity.world.task import Result, Task
from tests.stages.fidelity.world.windows.machine import WindowsMachine
from tests.stages.fidelity.world.windows.root import mount_root


class World:
    """All of one containerd; ``rows`` are those that it will run."""

    def __init__(self, task: Task, rows: Sequence[Row], authorities: Authorities, content: Content) -> None:
        self._labels, self._content = task.labels, content
        self._servers = load_servers()
        names = sorted({TOKEN_HOST, *(name for row in rows for name in names_in(row))})
        write_hosts({name: self._address(name) for name in names})
        self._front = Front(authorities.contexts(names, SCRATCH), Registries(content))
        self._front.start()
        self._machine: Machine = WindowsMachine(task, authorities) if task.windows_build else LinuxMachine(task)

    def run(self, row: Row) -> Result:
        """Write the files of the row, pull, and compare."""
        started = time.monotonic()
        servers = {**self._servers, **row.servers}
        self._front.registries = registries = Registries(self._content, row.has, servers)
        observed = self._observed(row)
        found = differences(row.expected_on(self._labels), observed, registries)
        if found:
            # verify may have been unable to remove its image, and the pulls of later rows would not be fresh.
            self._machine.remove_images()
        evidence = [str(entry) for entry in observed.entries if entry.client.startswith("containerd/")]
        seconds = round(time.monotonic() - started, 2)
        return Result(row.name, tuple(found), tuple(evidence), observed.error, seconds)

    def _observed(self, row: Row) -> Observed:
        try:
            self._machine.configure(row)
        except NotReadyError as error:
            return ended(row, self._machine, str(error))
        self._front.log.taken()
        observed = verified(row, self._machine)
        return replace(observed, entries=tuple(self._front.log.taken()))

    def stop(self) -> None:
        """End containerd."""
        self._machine.stop()

    def _address(self, name: str) -> str:
        server = self._servers.get(name)
        return UNREACHABLE if server and server.unreachable else "127.0.0.1"


def _mount(root: str) -> None:
    mount_run()
    if root:
        mount_root(root)
    mount_all()


def _words(task: Task, authorities: Authorities, content: Content) -> Mapping[str, Any]:
    """The words that rows may have."""
    private_ca = pem(authorities.private.certificate).decode()
    etc = "C:/etc/fidelity" if task.windows_build else str(FOLDER)
    digests = {f"digest-of-{build}": image.digest for build, image in content.by_build.items()}
    words = {"digest": content.image.digest, "other-digest": digest_of(b"other"), **digests}
    return {**words, "private-ca": private_ca, "etc": etc}


def main() -> None:
    """Run all rows of the task that are for this containerd."""
    task = Task.decode(sys.stdin.read())
    _mount(task.root)
    authorities = Authorities.made()
    write_bundle(authorities)
    write_private(authorities, FOLDER)
    content = content_for("windows" if task.windows_build else "linux")
    rows = rows_for(task, load_rows(_words(task, authorities, content)))
    world = World(task, rows, authorities, content)
    try:
        # Rows with the same settings in config.toml follow each other: only others need a restart.
        for row in sorted(rows, key=lambda row: json.dumps(row.configs, sort_keys=True)):
            print(world.run(row).text, flush=True)
    finally:
        world.stop()


if __name__ == "__main__":
    main()

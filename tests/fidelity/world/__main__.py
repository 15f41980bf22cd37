# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.fidelity.world``: run rows on one containerd, within new namespaces of the caller.

Standard input is the task as JSON. Each line of standard output is the result of a row as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import choose_runtime

from tests.fidelity.row import Row
from tests.fidelity.rows import load_rows, load_servers, selected
from tests.fidelity.world.compare import differences
from tests.fidelity.world.configuration import CONFIG, RKE2_CONFIG, Programs, write_base, write_row
from tests.fidelity.world.mounts import SCRATCH, mount_all, write_hosts
from tests.fidelity.world.names import names_in
from tests.fidelity.world.node import WorldNode
from tests.fidelity.world.observed import verified
from tests.fidelity.world.process import Containerd
from tests.fidelity.world.registries.certificates import make_authorities, tls_contexts
from tests.fidelity.world.registries.content import DIGEST, digest_of
from tests.fidelity.world.registries.front import UNREACHABLE, Front
from tests.fidelity.world.registries.registry import TOKEN_HOST, Registries
from tests.fidelity.world.task import Result, Task
from tests.lab.model.pki import Pair, pem


class World:
    """All of one containerd; ``rows`` are those that it will run."""

    def __init__(self, task: Task, rows: Sequence[Row], roots: Mapping[str, Pair]) -> None:
        self._task = task
        self._servers = load_servers()
        names = sorted({TOKEN_HOST, *(name for row in rows for name in names_in(row))})
        write_hosts({name: self._address(name) for name in names})
        self._front = Front(tls_contexts(roots, names, SCRATCH))
        self._front.start()
        runtime = RUNTIMES[task.runtime]
        config = CONFIG if runtime.product == "containerd" else RKE2_CONFIG
        self._containerd = Containerd(Path(task.program), Path(task.crictl), config, runtime.socket)
        self._node = WorldNode(task.runtime, task.version, Path(task.crictl), self._containerd.log)

    def run(self, row: Row) -> Result:
        """Write the files of the row, pull, and compare."""
        started = time.monotonic()
        self._front.registries = registries = Registries(row.has, {**self._servers, **row.servers})
        write_base(self._task.config_version)
        chosen = choose_runtime(self._task.runtime, cast(Any, self._node.observation()))
        standin = Path(self._task.standin) if self._task.standin else None
        write_row(row, chosen, Programs(Path(self._task.program), Path(self._task.crictl), standin))
        self._containerd.load()
        self._front.log.taken()
        observed = verified(row, self._node)
        observed = replace(observed, entries=tuple(self._front.log.taken()))
        found = differences(row.expected_on(self._task.labels), observed, registries)
        evidence = [str(entry) for entry in observed.entries if entry.client.startswith("containerd/")]
        seconds = round(time.monotonic() - started, 2)
        return Result(row.name, tuple(found), tuple(evidence), observed.error, seconds)

    def stop(self) -> None:
        """End containerd."""
        self._containerd.stop()

    def _address(self, name: str) -> str:
        server = self._servers.get(name)
        return UNREACHABLE if server and server.unreachable else "127.0.0.1"


def main() -> None:
    """Run all rows of the task that are for this containerd."""
    task = Task.decode(sys.stdin.read())
    mount_all()
    roots = make_authorities()
    private_ca = pem(roots["private"].certificate).decode()
    words = {"digest": DIGEST, "other-digest": digest_of(b"other"), "private-ca": private_ca}
    rows = [row for row in selected(load_rows(words), task.only) if row.concerns(task.labels)]
    world = World(task, rows, roots)
    try:
        # Rows with the same settings in config.toml follow each other: only others need a restart.
        for row in sorted(rows, key=lambda row: json.dumps(row.configs, sort_keys=True)):
            print(world.run(row).text, flush=True)
    finally:
        world.stop()


if __name__ == "__main__":
    main()

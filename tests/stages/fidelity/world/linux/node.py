# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world as a node of the product: its facts, and `internal.pull` without Ansible."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._facts.certs_d import observe_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import RuntimeFacts
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import decode_pull_plan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.pull_with_probes import (
    pull_with_probes,
    result_of_probed_pulls,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.runtime_log import PullLog
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.cri import CriImages
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import (
    PendingFacts,
    ServiceFacts,
    UnitFacts,
)

_TIMEOUT = 124
_LOADED: PendingFacts = {"pending": False, "roles": [], "basis": "record", "since": None}
_SERVICE: ServiceFacts = {
    "answer": {"state": "ready", "words": ""},
    "process": None,
    "process_started": None,
    "environment_differs": [],
    "proxies": {},
    "own_proxies": {},
    "trust_variables": {},
    "sources": {},
    "kept_by_reload": [],
    "live_restore": False,
}
_UNIT: UnitFacts = {
    "active": "active",
    "sub": "running",
    "enabled": "enabled",
    "invocation": "",
    "pid": 0,
    "started": None,
    "fragment": "",
    "needs_reload": False,
    "options": [],
    "environment_names": [],
    "environment_lines": {},
    "paths": {"options": {}, "variables": {}},
    "environment_files": [],
}


class LocalCommands:
    """`Commands` of this process. There is no systemd: the journal is what was appended to the log of containerd."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._start = log.stat().st_size if log.exists() else 0

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        """As the product's."""
        if argv[0] == "journalctl":
            return CommandResult(0, self._log.read_bytes()[self._start :].decode(errors="replace"), "")
        try:
            done = subprocess.run(
                argv, capture_output=True, text=True, check=False, timeout=seconds, env=env, input=stdin
            )
        except subprocess.TimeoutExpired:
            return CommandResult(_TIMEOUT, "", "timeout")
        return CommandResult(done.returncode, done.stdout, done.stderr)

    def find(self, program: str) -> str | None:
        """As the product's."""
        return shutil.which(program)


@dataclass(frozen=True)
class WorldNode:
    """A node with one runtime; ``version`` is what its program prints."""

    runtime: str
    version: str
    crictl: Path
    log: Path

    def observation(self) -> dict[str, Any]:
        """The facts, from the files that are there now."""
        runtime = RUNTIMES[self.runtime]
        # Reading needs no module.
        files = NodeFiles(cast(Any, None))
        config = observe_containerd_config(files, self.version) if runtime.product == "containerd" else None
        facts: RuntimeFacts = {
            "version": self.version,
            "program": "",
            "crictl": str(self.crictl),
            "config": config,
            "unit": _UNIT,
            "restart": _LOADED,
            "reload": _LOADED,
            "service": _SERVICE,
            "daemon_proxies": [],
            "daemon_mirrors": None,
            "unmanaged_mirrors": [],
            "hosts": observe_hosts(runtime, config, files),
        }
        return {
            "runtimes": {self.runtime: facts},
            "managed": {},
            "trust": {"bundle": None, "missing": [], "changed": None},
            "clock": {"state": None},
        }

    def invalidate(self) -> None:
        """Nothing is remembered."""

    def run(self, module: str, arguments: Mapping[str, str]) -> dict[str, Any]:
        """`internal.pull`; ValueError for another module."""
        if module != "internal.pull":
            raise ValueError(module)
        plan = decode_pull_plan(arguments["plan"])
        files, commands = NodeFiles(cast(Any, None)), LocalCommands(self.log)
        log = PullLog(plan.runtime, commands)
        found = pull_with_probes(CriImages(commands, plan.runtime), plan, log, files.read, commands)
        return result_of_probed_pulls(found)

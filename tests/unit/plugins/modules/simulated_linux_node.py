# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Linux node in a folder of the test. Files are written with the collection's own code; services, probes and pulls
are simulated, and succeed.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import _managed, _trust, written_registries
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import decode_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    STAGES,
    Probe,
    Stage,
    decode_probe_plan,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome, decode_pull_plan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.pull_with_probes import (
    ProbedPulls,
    result_of_probed_pulls,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import PullReport
from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import absent_pem, describe_pem

from tests.servers.programs import DeclaredCommands
from tests.unit.plugins.module_utils.conftest import MovingModule

Result = dict[str, Any]
FACTS: Result = json.loads((Path(__file__).parent / "data" / "linux_node.json").read_text())
ANCHORS, BUNDLE = "/usr/local/share/ca-certificates", "/etc/ssl/certs/ca-certificates.crt"


class RootedFiles(NodeFiles):
    """The files of a node whose root is a folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(cast(Any, MovingModule()))
        self.root = root

    def at(self, path: str) -> str:
        return str(self.root / path.lstrip("/"))

    def read(self, path: str) -> str | None:
        return super().read(self.at(path))

    def mode(self, path: str) -> str | None:
        return super().mode(self.at(path))

    def write(self, path: str, text: str, mode: str | None) -> None:
        super().write(self.at(path), text, mode)

    def remove(self, path: str) -> None:
        super().remove(self.at(path))

    def missing_folders(self, path: str) -> list[str]:
        return [folder.removeprefix(str(self.root)) for folder in super().missing_folders(self.at(path))]

    def remove_empty_folder(self, folder: str) -> bool:
        return super().remove_empty_folder(self.at(folder))


@dataclass
class SimulatedLinuxNode:
    """A Debian node with these runtimes. `calls` are the modules that ran, in order."""

    root: Path
    runtimes: Sequence[str]
    calls: list[str] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    snapshots: list[str] = field(default_factory=lambda: ["20261130T120000Z-0123abcd"])

    def __post_init__(self) -> None:
        self.files = RootedFiles(self.root)
        self.commands = DeclaredCommands({"update-ca-certificates": CommandResult(0, "", "")})
        self.commands.effects["update-ca-certificates"] = self._rebuild_bundle

    def execute(self, module: str, arguments: Result, check_mode: bool) -> Result:
        """The result of a node module of the collection."""
        name = module.rpartition(".")[2]
        self.calls.append(name)
        answers = {
            "observe": lambda: {"observation": self._observation(arguments)},
            "apply": lambda: self._apply(arguments, check_mode),
            "audit": lambda: self._audit(arguments),
            "clock": lambda: {"clock": FACTS["clock"], "actions": ["restarted chrony.service"], "changed": True},
            "restart": lambda: self._restart(arguments),
            "tls": lambda: {"files": {path: self._pem(path) for path in arguments["certificates"]}},
            "probe": lambda: self._probe(arguments),
            "pull": lambda: self._pull(arguments),
            "snapshot": lambda: self._snapshot(arguments, check_mode),
        }
        return answers[name]()

    def _observation(self, arguments: Result) -> Result:
        key, record = bytes.fromhex(arguments["key"]), load_record(self.files)
        return {
            "os": FACTS["os"],
            "clock": FACTS["clock"],
            "runtimes": {name: self._runtime(name) for name in self.runtimes},
            "managed": _managed(key, self.files, record),
            "registries": written_registries(record),
            "trust": _trust("debian", self.files, record),
            "snapshots": {"restorable": list(self.snapshots), "pending": list(self.snapshots), "restored": []},
        }

    def _runtime(self, name: str) -> Result:
        facts = copy.deepcopy(FACTS["runtime"])
        folder = "/etc/containerd" if name == "containerd" else "/var/lib/rancher/rke2/agent/etc/containerd"
        certs_d = {"folder": True, "directories": {}, "credentials": [], "error": ""}
        environment = {"path": f"/etc/default/{name}", "present": True, "drop_in": "", "names": []}
        facts["unit"]["environment_files"] = [environment]
        facts["restart"].update(pending=bool(self.pending), roles=sorted(self.pending))
        return {**facts, "version": FACTS["versions"][name], "hosts": {f"{folder}/certs.d": certs_d}}

    def _apply(self, arguments: Result, check_mode: bool) -> Result:
        plan = decode_plan(arguments["plan"])
        applied = apply_plan(plan, self.files, self.commands, check_mode)
        if any(entry["disruption"] == "restart" and entry["change"] != "unchanged" for entry in applied["files"]):
            self.pending.add(plan.role)
        return {**applied, "observation": self._observation(arguments)}

    def _audit(self, arguments: Result) -> Result:
        of_runtime = dict.fromkeys(self.runtimes, FACTS["audit"]["of_runtime"])
        audit = {"runtimes": of_runtime, **FACTS["audit"]["of_node"]}
        return {"observation": self._observation(arguments), "audit": audit}

    def _snapshot(self, arguments: Result, check_mode: bool) -> Result:
        """One file of the runtime was changed since the only snapshot."""
        if not check_mode:
            self.snapshots.clear()
        entry = {"path": "/etc/default/rke2-agent", "change": "restored", "takes_effect": "restart"}
        files = [{**entry, "disruption": "restart"}] if arguments["do"] == "restore" else []
        return {"changed": True, "files": files, "problems": [], "observation": self._observation(arguments)}

    def _restart(self, arguments: Result) -> Result:
        self.pending.clear()
        conditions = [{"name": "unit", "met": True, "observed": "active (running)"}]
        done = {"done": arguments["do"], "seconds": 2.5, "conditions": conditions, "fault": "", "log": []}
        return {"changed": True, **done, "observation": self._observation(arguments)}

    def _pem(self, path: str) -> Any:
        text = self.files.read(path)
        return absent_pem() if text is None else describe_pem(text)

    def _probe(self, arguments: Result) -> Result:
        stages = [Stage(name, "passed") for name in STAGES]
        plan = decode_probe_plan(arguments["plan"])
        return {"probes": [asdict(Probe(target.id, stages)) for target in plan.targets], "seconds": 0.5}

    def _pull(self, arguments: Result) -> Result:
        plan = decode_pull_plan(arguments["plan"])
        some = f"sha256:{'0' * 64}"
        outcomes = [
            PullOutcome(wanted.image, "passed", proof="fresh", digest=wanted.digest or some, size=1, seconds=0.5)
            for wanted in plan.images
        ]
        return result_of_probed_pulls(ProbedPulls(PullReport(outcomes, changed=not plan.cleanup, seconds=0.5)))

    def _rebuild_bundle(self) -> None:
        anchors = sorted(Path(self.files.at(ANCHORS)).glob("*.crt"))
        self.files.write(BUNDLE, "".join(path.read_text() for path in anchors), "0644")

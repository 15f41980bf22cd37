# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which changes of the trust bundle a running service has to load."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    RESTART,
    Plan,
    PlannedFile,
    PlannedTrust,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._service.pending import (
    inputs_on_disk,
    load_state,
    record_loaded,
)

UNIT = "containerd.service"


def pem(der: bytes) -> str:
    body = base64.b64encode(der).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


class Trust:
    """The role ca_trust on a node whose command concatenates the anchors."""

    def __init__(self, folder: Path, files: NodeFiles, commands: Any) -> None:
        self.folder, self.files, self.commands = folder, files, commands
        self.bundle = folder / "bundle.crt"
        commands.answers["update-ca-certificates"] = CommandResult(0, "", "")
        commands.effects["update-ca-certificates"] = self.build

    def build(self) -> None:
        self.bundle.write_text("".join(path.read_text() for path in sorted(self.folder.glob("*.anchor"))))

    def apply(self, anchors: Mapping[str, bytes], check_mode: bool = False) -> dict[str, Any]:
        """Apply certificates by the name of their file."""
        planned = [
            PlannedFile(str(self.folder / f"{name}.anchor"), "whole", "0644", RESTART, pem(der))
            for name, der in anchors.items()
        ]
        wanted = [hashlib.sha256(der).hexdigest() for der in anchors.values()]
        trust = PlannedTrust(str(self.bundle), ("update-ca-certificates",), wanted)
        return apply_plan(Plan("ca_trust", b"k", planned, trust=trust), self.files, self.commands, check_mode)

    def load(self, invocation: str) -> None:
        """The role runtime restarts the service."""
        inputs = inputs_on_disk(self.files, load_record(self.files), RESTART)
        record_loaded(self.files, UNIT, invocation, inputs)

    def is_pending(self, invocation: str, started: float) -> bool:
        unit: Any = {"invocation": invocation, "pid": 7, "started": started, "needs_reload": False}
        return load_state(self.files, UNIT, unit, load_record(self.files), RESTART)["pending"]


@pytest.fixture
def trust(tmp_path: Path, node_files: NodeFiles, commands: Any) -> Trust:
    made = Trust(tmp_path, node_files, commands)
    made.apply({"corp": b"one"})
    made.load("a")
    return made


def test_a_rebuilt_bundle_has_to_be_loaded(trust: Trust) -> None:
    trust.bundle.write_text("")
    planned = trust.apply({"corp": b"one"}, check_mode=True)["files"][-1]
    assert (planned["path"], planned["disruption"]) == (str(trust.bundle), "restart")
    assert trust.apply({"corp": b"one"})["trust_refreshed"] is True
    assert trust.is_pending("a", time.time() - 60)
    # Somebody else restarted the service while the bundle was incomplete.
    assert trust.is_pending("b", time.time() - 60)
    trust.load("c")
    assert not trust.is_pending("c", time.time())
    assert trust.apply({"corp": b"one"})["changed"] is False


def test_a_service_that_was_restarted_by_the_role_with_an_incomplete_bundle(trust: Trust) -> None:
    trust.bundle.write_text("")
    trust.load("b")
    trust.apply({"corp": b"one"})
    assert trust.is_pending("b", time.time() - 60)


def test_another_name_of_the_same_certificate_needs_no_restart(trust: Trust) -> None:
    started = time.time()
    result = trust.apply({"renamed": b"one"})
    assert result["changed"] is True
    assert {file["disruption"] for file in result["files"]} == {"live"}
    assert not trust.is_pending("a", started)
    assert not trust.is_pending("b", started)


def test_another_name_in_an_incomplete_bundle_needs_a_restart(trust: Trust) -> None:
    trust.bundle.write_text("")
    trust.apply({"renamed": b"one"})
    assert trust.is_pending("a", time.time() - 60)


@pytest.mark.parametrize("anchors", [{"corp": b"two"}, {"corp": b"one", "more": b"two"}, {}])
def test_another_set_of_certificates_needs_a_restart(trust: Trust, anchors: dict[str, bytes]) -> None:
    result = trust.apply(anchors)
    assert "restart" in {file["disruption"] for file in result["files"]}
    assert trust.is_pending("a", time.time() - 60)
    assert trust.is_pending("b", time.time() - 60)


def test_other_certificates_in_the_bundle_need_no_restart(trust: Trust) -> None:
    trust.bundle.write_text(trust.bundle.read_text() + pem(b"of the distribution"))
    assert trust.apply({"corp": b"one"})["changed"] is False
    assert not trust.is_pending("a", time.time() - 60)

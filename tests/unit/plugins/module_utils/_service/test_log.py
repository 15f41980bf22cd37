# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a service's log that is read."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._service.log import START_LINES, ServiceLog

PROGRAMS = {"systemctl": "echo 1a2b", "journalctl": 'echo "first $*"; seq 2 10000'}


class RealCommands:
    """Runs the programs of a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = f"{folder}:/usr/bin:/bin"

    def run(self, argv: Sequence[str], seconds: int | None = None, env: Any = None, stdin: Any = None) -> CommandResult:
        done = subprocess.run(argv, env={"PATH": self.path}, capture_output=True, text=True, timeout=seconds)
        return CommandResult(done.returncode, done.stdout, done.stderr)

    def find(self, program: str) -> str | None:
        return program


@pytest.fixture
def log(tmp_path: Path) -> ServiceLog:
    for name, script in PROGRAMS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return ServiceLog(RUNTIMES["containerd"], RealCommands(tmp_path))


def test_the_start_of_a_service_is_read_also_if_it_logged_much_since_then(log: ServiceLog) -> None:
    lines = log.of_start()
    assert lines[0].startswith("first ") and "_SYSTEMD_INVOCATION_ID=1a2b" in lines[0]
    assert lines[-1] == str(START_LINES)

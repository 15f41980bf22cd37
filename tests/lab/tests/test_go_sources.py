# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Go sources of the lab are formatted, pass vet and pass their own tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.host.go_programs import BUILD_SETTINGS

MODULE = Path(__file__).resolve().parents[1] / "go" / "tools"
# As for the programs of the lab: what was compiled for these is then used again.
BUILD = {"CGO_ENABLED": "0", **BUILD_SETTINGS}

pytestmark = pytest.mark.skipif(shutil.which("go") is None, reason="needs the go command in PATH")


def go(*command: str, system: str = "linux") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **BUILD, "GOOS": system}
    return subprocess.run(["nice", *command], cwd=MODULE, env=environment, capture_output=True, text=True, check=False)


def test_the_go_sources_are_formatted() -> None:
    done = go("gofmt", "-l", "..")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize(("check", "system"), [("vet", "linux"), ("vet", "windows"), ("test", "linux")])
def test_the_go_sources_pass(check: str, system: str) -> None:
    done = go("go", check, "./...", system=system)
    assert done.returncode == 0, done.stdout + done.stderr

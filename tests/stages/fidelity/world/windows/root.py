# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root file system with Wine, in which its programs run. Outside, Wine and its drive C have the same paths."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab.windows.simulator.wine.programs import DRIVE, ENVIRONMENT, PREFIX
from tests.lab.windows.stub_dll import LAYER_FUNCTIONS, SYSTEM_FUNCTIONS, stub_dll
from tests.stages.fidelity.world.mounts import SCRATCH, mount_at, mount_overlay

ROOT = SCRATCH / "wine"
# Where rke2.exe finds containerd.exe.
PATH = r"C:\var\lib\rancher\rke2\bin"
_KERNEL = ("/proc", "/dev")
_WINE = "/usr/lib/wine"
# What a program of the lab calls, runs in the other root.
_WRAPPER = f"""#!/bin/sh
exec chroot {ROOT} {_WINE}/${{0##*/}} "$@"
"""
_PROGRAMS = ("wine64", "wineserver", "wineserver64")
_NAMES = ("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf")
_BUILD = re.compile(r'^("CurrentBuild(?:Number)?")="\d+"', re.MULTILINE)


def mount_root(image: str) -> None:
    """Mount the image, before /var/lib is changed, which it is in. CalledProcessError if the kernel refuses."""
    ROOT.mkdir(parents=True)
    mount_overlay(image, str(ROOT))
    for folder in _KERNEL:
        mount_at(folder, f"{ROOT}{folder}")


def make_prefix(build: int) -> None:
    """Make drive C and the registry of Wine, for a build of Windows. The server of Wine does not run afterwards."""
    mount_overlay("/usr/lib", "/usr/lib")
    Path(_WINE).mkdir(exist_ok=True)
    for name in _PROGRAMS:
        program = Path(_WINE, name)
        program.write_text(_WRAPPER, encoding="utf-8")
        program.chmod(0o755)
    run(["wine64", "wineboot", "--init"])
    run(["wineserver", "--wait"])
    mount_at(f"{ROOT}{PREFIX}", str(PREFIX))
    (DRIVE / "windows/system32/vmcompute.dll").write_bytes(
        stub_dll("vmcompute.dll", LAYER_FUNCTIONS + SYSTEM_FUNCTIONS)
    )
    registry = PREFIX / "system.reg"
    registry.write_text(_BUILD.sub(rf'\1="{build}"', registry.read_text("utf-8")), encoding="utf-8")


def share(bundle: Path) -> None:
    """Names resolve in the root as in the namespaces, and the trust store is the same: that of Windows, on Wine."""
    for path in (*_NAMES, str(bundle)):
        Path(f"{ROOT}{path}").unlink(missing_ok=True)
        Path(f"{ROOT}{path}").write_bytes(Path(path).read_bytes())


def environment() -> dict[str, str]:
    """The environment of all programs."""
    return {"HOME": "/root", "PATH": f"{_WINE}:/usr/sbin:/usr/bin:/sbin:/bin", "WINEPATH": PATH, **ENVIRONMENT}


def run(command: Sequence[str]) -> None:
    """Run a program of Wine. CalledProcessError if it fails. Services that it starts keep its output open."""
    program, *arguments = command
    with (SCRATCH / "wine.log").open("ab") as log:
        subprocess.run([f"{_WINE}/{program}", *arguments], check=True, stdout=log, stderr=log, env=environment())


def start_server() -> subprocess.Popen[bytes]:
    """Start the server of Wine, which stays."""
    server = subprocess.Popen(
        [f"{_WINE}/wineserver64", "--foreground", "--persistent"], stdout=subprocess.DEVNULL, env=environment()
    )
    run(["wine64", "cmd", "/c", "exit"])
    return server

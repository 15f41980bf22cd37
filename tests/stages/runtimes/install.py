# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces the containerd of a fresh node, as an upgrade does: the service is stopped meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.windows.nodes import control
from tests.lab.windows.simulator.wine.programs import DRIVE
from tests.stages.runtimes.plan import Placement

RKE2_PROGRAM, PLAIN_PROGRAM = "/usr/local/bin/containerd", "/usr/bin/containerd"
# Where the stand-in of rke2.exe takes it from at its first start.
WINDOWS_PROGRAM = f"{DRIVE}/usr/local/lib/standin/containerd.exe"
# As a package does that brings the default configuration: every setting is in the file, and conf.d is there.
_PLAIN = "mkdir -p /etc/containerd/conf.d && containerd config default >/etc/containerd/config.toml"
_RUNNING = "/proc/$(pgrep -x -o containerd)/exe --version | cut -d' ' -f3"
_RUNNING_ON_WINDOWS = r"""
set -a
. /etc/lab/wine.env
/usr/lib/wine/wine64 'C:\usr\local\lib\standin\crictl.exe' -r npipe:////./pipe/containerd-containerd version |
  sed -n 's/^RuntimeVersion: *//p'
"""


def install(lab: Lab, placement: Placement, program: Path) -> None:
    """Put the program on the node. PodmanError if a command on the node fails.

    The service of a Linux node is started with it. On a Windows node, the roles do this.
    """
    if placement.windows_build:
        lab.podman.run("cp", str(program), f"{lab.container(placement.node)}:{WINDOWS_PROGRAM}")
        control(lab, placement.node, "version", f"{placement.rke2}+rke2r1")
        control(lab, placement.node, "build", str(placement.windows_build))
    else:
        _install_on_linux(lab, placement, program)


def running_version(lab: Lab, placement: Placement) -> str:
    """The version of the containerd process on the node; empty if there is none."""
    script = _RUNNING_ON_WINDOWS if placement.windows_build else _RUNNING
    return lab.podman.exec(lab.container(placement.node), "sh", "-c", script, check=False).strip()


def _install_on_linux(lab: Lab, placement: Placement, program: Path) -> None:
    container = lab.container(placement.node)
    unit = (
        "rke2-server" if placement.node.startswith("rke2-server") else "rke2-agent" if placement.rke2 else "containerd"
    )
    program_path = RKE2_PROGRAM if placement.rke2 else PLAIN_PROGRAM
    # A program that still runs can't be written to, but its name can be removed.
    lab.podman.exec(container, "sh", "-ec", f"systemctl stop {unit} && rm {program_path}")
    lab.podman.run("cp", str(program), f"{container}:{program_path}")
    if placement.rke2:
        lab.podman.upload(container, [Upload("/etc/standin/version", placement.rke2.encode())])
    # The bootstrap of this version is in the image's place: no registry has its runtime image.
    lab.podman.exec(container, "sh", "-ec", "rke2 bake" if placement.rke2 else _PLAIN)
    lab.podman.exec(container, "systemctl", "start", "--no-block", unit)

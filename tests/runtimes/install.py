# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces the containerd of a fresh node, as an upgrade does: the service is stopped meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.runtimes.plan import Placement

RKE2_PROGRAM, PLAIN_PROGRAM = "/usr/local/bin/containerd", "/usr/bin/containerd"
# As a package does that brings the default configuration: every setting is in the file, and conf.d is there.
_PLAIN = "mkdir -p /etc/containerd/conf.d && containerd config default >/etc/containerd/config.toml"


def install(lab: Lab, placement: Placement, program: Path) -> None:
    """Put the program on the node and start its service with it. PodmanError if a command on the node fails."""
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


def running_version(lab: Lab, placement: Placement) -> str:
    """The version of the containerd process on the node; empty if there is none."""
    script = "/proc/$(pgrep -x -o containerd)/exe --version"
    said = lab.podman.exec(lab.container(placement.node), "sh", "-c", script, check=False).split()
    return said[2] if len(said) > 2 else ""

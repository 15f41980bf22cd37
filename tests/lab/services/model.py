# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service of the lab is: one container with one process, and how to tell that it works."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.lab.host.podman import Upload
from tests.lab.model.content import Image

CORP = "corp"
OUTSIDE = "outside"
COMMON_OPTIONS = (
    # Most of these programs, as process 1, ignore the signal that a stop sends first.
    "--stop-signal=KILL",
    "--log-driver=k8s-file",
    "--log-opt=max-size=10mb",
    # podman's own limits exceed what a host without CAP_SYS_RESOURCE may give.
    "--ulimit=nofile=20000:20000",
    "--ulimit=nproc=32768:32768",
)

Probe = Callable[[str], str | None]
"""Given the service's address: None if it does what it is for, else what was observed instead."""


@dataclass(frozen=True)
class Service:
    """One service: ``name`` is its DNS name and the suffix of its container's name.

    ``images`` are what it holds once it is up (registries only), pushed to ``name:port``. ``aliases`` are more names of
    it, each with the network that knows it.
    """

    name: str
    networks: tuple[str, ...]
    command: tuple[str, ...]
    files: tuple[Upload, ...]
    probe: Probe
    options: tuple[str, ...] = ()
    port: int = 0
    images: tuple[Image, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    def inputs(self, image: str) -> str:
        """Digest of everything its container is made from; a container with another one is out of date."""
        names = [f"{alias}@{network}" for network, alias in self.aliases]
        parts = [image, *self.networks, *self.command, *COMMON_OPTIONS, *self.options, *names]
        hashed = hashlib.sha256("\0".join(parts).encode())
        for file in self.files:
            hashed.update(f"\0{file.path}\0{file.mode}\0{len(file.content)}\0".encode() + file.content)
        return hashed.hexdigest()[:16]

    def content(self) -> str:
        """Digest of the images it is to hold."""
        held = sorted(f"{image.reference}@{image.digest}" for image in self.images)
        return hashlib.sha256("\n".join(held).encode()).hexdigest()[:16]

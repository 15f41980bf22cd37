# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the namespaces look like a new node: the programs use their usual paths, and the host is not changed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

SCRATCH = Path("/run/fidelity")
_CHANGED = ("/etc", "/var/lib")
# The overlayfs snapshotter does not work on an overlay.
_STORES = ("/var/lib/containerd", "/var/lib/rancher")


def mount_all() -> None:
    """In /etc and /var/lib all changes are in memory. CalledProcessError if the kernel refuses."""
    for folder in _CHANGED:
        mount_overlay(folder, folder)
    for folder in _STORES:
        Path(folder).mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "tmpfs", folder)
    _run("ip", "link", "set", "lo", "up")


def mount_run() -> None:
    """Empty /run, which the other mounts use."""
    _run("mount", "-t", "tmpfs", "tmpfs", "/run")


def mount_overlay(below: str, folder: str) -> None:
    """The files of ``below`` are in a folder too, where all changes are in memory."""
    base = SCRATCH / "mounts" / folder.strip("/").replace("/", "-")
    upper, work = base / "upper", base / "work"
    upper.mkdir(parents=True)
    work.mkdir()
    _run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={below},upperdir={upper},workdir={work}", folder)


def mount_at(source: str, folder: str) -> None:
    """The files of ``source`` are in a folder too, with all mounts in it."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    _run("mount", "--rbind", source, folder)


def write_hosts(addresses: Mapping[str, str]) -> None:
    """The only names that resolve."""
    lines = [f"{address} {name}\n" for name, address in addresses.items()]
    Path("/etc/hosts").write_text("127.0.0.1 localhost\n" + "".join(lines), encoding="utf-8")
    Path("/etc/resolv.conf").unlink(missing_ok=True)
    Path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", encoding="utf-8")
    Path("/etc/nsswitch.conf").write_text("hosts: files\n", encoding="utf-8")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)

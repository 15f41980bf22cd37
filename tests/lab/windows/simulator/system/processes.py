# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of a simulated node: those of the service rke2 and of Windows itself.

containerd.exe is real, and rke2.exe the stand-in. Both run on Wine, and their numbers are process ids of Linux. Of
kubelet and kube-proxy, which the stand-in does not have, only names and numbers are simulated: they begin and end with
containerd.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..machine import Machine

_BESIDE_CONTAINERD = ("kubelet.exe", "kube-proxy.exe")
_OF_WINDOWS = (("System", 4), ("services.exe", 640), ("lsass.exe", 664), ("svchost.exe", 844))


@dataclass(frozen=True)
class Process:
    """A process with its image name and its number."""

    name: str
    pid: int


def running(machine: Machine) -> list[Process]:
    """All processes; rke2 itself ends when its service is stopped, even where its children survive that."""
    found = [Process(name, pid) for name, pid in _OF_WINDOWS]
    rke2, containerd = machine.unit.rke2(), machine.unit.containerd()
    if rke2 and machine.state["services"]["rke2"]["state"] == "started":
        found.append(Process("rke2.exe", rke2))
    if containerd:
        found.append(Process("containerd.exe", containerd))
        found += [Process(name, containerd + 4 * number) for number, name in enumerate(_BESIDE_CONTAINERD, 1)]
    return found


def kill(machine: Machine, process: Process) -> None:
    """End one; without a service that starts it again what an old version left behind is gone for good."""
    if process.name not in ("containerd.exe", "rke2.exe"):
        return
    if machine.state["services"]["rke2"]["state"] == "stopped":
        machine.unit.stop()
    else:
        machine.unit.kill(process.pid)

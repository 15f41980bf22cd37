# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of a simulated node: those of the service rke2 and of Windows itself.

containerd is real. Of kubelet and kube-proxy, which the lab's stand-in does not have, only names and numbers are
simulated: they begin and end with containerd.
"""

from __future__ import annotations

from dataclasses import dataclass

from .real import run
from .rke2 import UNIT
from .state import State

_BESIDE_CONTAINERD = ("kubelet.exe", "kube-proxy.exe")
_OF_WINDOWS = (("System", 4), ("services.exe", 640), ("lsass.exe", 664), ("svchost.exe", 844))


@dataclass(frozen=True)
class Process:
    """A process with its image name and its number."""

    name: str
    pid: int


def running(state: State) -> list[Process]:
    """All processes."""
    found = [Process(name, pid) for name, pid in _OF_WINDOWS]
    containerd = containerd_pid()
    main = main_pid()
    if main and state["services"]["rke2"]["state"] == "started":
        found.append(Process("rke2.exe", main))
    if containerd:
        found.append(Process("containerd.exe", containerd))
        found += [Process(name, containerd + 4 * number) for number, name in enumerate(_BESIDE_CONTAINERD, 1)]
    return found


def main_pid() -> int:
    """The number of the stand-in's process; 0 if it does not run."""
    return int(run(["systemctl", "show", "--property=MainPID", "--value", UNIT]).out.strip() or 0)


def containerd_pid() -> int | None:
    """The real containerd's number in the container."""
    found = run(["pgrep", "--oldest", "--exact", "containerd"]).out.split()
    return int(found[0]) if found else None


def kill(state: State, process: Process) -> None:
    """End one; without a service that starts it again what an old version left behind is gone for good."""
    if process.name == "containerd.exe" and state["services"]["rke2"]["state"] == "stopped":
        run(["systemctl", "stop", UNIT])
    elif process.name in ("containerd.exe", "rke2.exe"):
        run(["kill", "-KILL", str(process.pid)])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.node_digest NODE``: what a role could change on a node of the lab, one line each.

Files by mode, owner, digest and path, and the services that run, by unit and invocation. Looks from outside Ansible.
"""

from __future__ import annotations

import sys

from tests.lab.host.lab import Lab, this_lab

# Of a Windows node on Wine: what is simulated, and folders of drive C.
FOLDERS = (
    "/etc /root /usr/local /var/lib/pullproof /var/lib/simulated-windows"
    " /var/lib/wine/drive_c/etc /var/lib/wine/drive_c/.docker /var/lib/wine/drive_c/ProgramData"
)
# Wine's registry, with the environment of the service and the certificates of the store CA. Root is that of Linux. Wine
# makes the key of a store when a program opens it, so that only values count.
KEYS = r"'HKLM\System\CurrentControlSet\Services\rke2' 'HKLM\Software\Microsoft\SystemCertificates\CA\Certificates'"
# What the connection itself leaves, and what programs write on their own: time, and the events of every task.
PASSING = ("/root/.ansible/", "/var/lib/simulated-windows/Application.jsonl")
UNITS = "chrony chronyd systemd-timesyncd containerd docker rke2 rke2-server rke2-agent k3s-agent"


def node_digest(lab: Lab, node: str) -> list[str]:
    """The lines, sorted. Raises PodmanError."""
    return lasting(lab.podman.exec(lab.container(node), "sh", "-c", look_at(FOLDERS)))


def look_at(folders: str) -> str:
    """The shell's commands that tell the state: files by mode, owner and digest, targets of links, invocations."""
    return rf"""
    find {folders} -type f -printf '%m %U ' -exec sha256sum {{}} \; 2>/dev/null
    find {folders} -type l -printf '%p -> %l\n' 2>/dev/null
    if [ -e /etc/lab/wine.env ]; then
      set -a; . /etc/lab/wine.env
      for key in {KEYS}; do /usr/lib/wine/wine64 reg query "$key" /s 2>/dev/null | grep REG_ | sha256sum; done
    fi
    for unit in {UNITS}; do echo "$unit $(systemctl show --property=InvocationID "$unit")"; done
    """


def lasting(text: str) -> list[str]:
    """The lines of what lasts, sorted."""
    return sorted(line for line in text.splitlines() if not any(part in line for part in PASSING))


if __name__ == "__main__":
    print("\n".join(node_digest(this_lab(), sys.argv[1])))

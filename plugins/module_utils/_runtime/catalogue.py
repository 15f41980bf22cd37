# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The container runtimes that the collection knows, as data: units, sockets, files.

Paths are those of RKE2 and K3s up to v1.36 (rancher/rke2, k3s-io/k3s), of containerd 1.6 to 2.x and of Docker Engine
20.10 and later.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

RANCHER_SOCKET = "/run/k3s/containerd/containerd.sock"
DOCKER_DAEMON_FILE = "/etc/docker/daemon.json"


@dataclass(frozen=True)
class Runtime:
    """One kind of runtime. `program` prints the version, `crictl` are its possible paths. Empty: does not exist."""

    name: str
    unit: str
    product: str
    socket: str
    program: t.Sequence[str]
    crictl: t.Sequence[str] = ()
    registries_file: str = ""
    environment_file: str = ""
    containerd_log: str = ""
    platform: str = "linux"


def _rancher(name: str, unit: str, product: str) -> Runtime:
    data = f"/var/lib/rancher/{product}"
    tools = (
        (f"{data}/bin/crictl",) if product == "rke2" else ("/usr/local/bin/crictl", f"{data}/data/current/bin/crictl")
    )
    return Runtime(
        name=name,
        unit=unit,
        product=product,
        socket=RANCHER_SOCKET,
        program=(f"/usr/local/bin/{product}", f"/usr/bin/{product}", f"/opt/{product}/bin/{product}"),
        crictl=tools,
        registries_file=f"/etc/rancher/{product}/registries.yaml",
        environment_file=f"/etc/default/{unit.removesuffix('.service')}",
        containerd_log=f"{data}/agent/containerd/containerd.log",
    )


RUNTIMES: t.Mapping[str, Runtime] = {
    runtime.name: runtime
    for runtime in (
        _rancher("rke2-server", "rke2-server.service", "rke2"),
        _rancher("rke2-agent", "rke2-agent.service", "rke2"),
        _rancher("k3s-server", "k3s.service", "k3s"),
        _rancher("k3s-agent", "k3s-agent.service", "k3s"),
        Runtime(
            name="docker",
            unit="docker.service",
            product="docker",
            socket="/run/docker.sock",
            program=("/usr/bin/dockerd", "/usr/sbin/dockerd"),
        ),
        Runtime(
            name="containerd",
            unit="containerd.service",
            product="containerd",
            socket="/run/containerd/containerd.sock",
            program=("/usr/bin/containerd", "/usr/local/bin/containerd"),
            crictl=("/usr/local/bin/crictl", "/usr/bin/crictl"),
        ),
    )
}


AUTO = "auto"

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
from dataclasses import dataclass, replace

RANCHER_SOCKET = "/run/k3s/containerd/containerd.sock"
DOCKER_DAEMON_FILE = "/etc/docker/daemon.json"


@dataclass(frozen=True)
class Runtime:
    """One kind of runtime. `program` prints the version, `crictl` are its possible paths. Empty: does not exist.

    `data_dir` is the data folder of RKE2 and K3s.
    """

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
    data_dir: str = ""

    @property
    def generated(self) -> str:
        """The folder with the configuration of containerd that RKE2 and K3s generate."""
        return f"{self.data_dir}/agent/etc/containerd"


class PathFacts(t.TypedDict):
    """The paths that the configuration of RKE2 or K3s on a node sets, or their defaults."""

    data_dir: str
    registries_file: str


def placed(runtime: Runtime, paths: t.Mapping[str, PathFacts]) -> Runtime:
    """The runtime with the paths of a node, which are given with its name as key; unchanged if they are not known."""
    found = paths.get(runtime.name)
    if found is None:
        return runtime
    data = found["data_dir"]
    return replace(
        runtime,
        data_dir=data,
        registries_file=found["registries_file"],
        # Before a restart the programs are still in the folder that was used before.
        crictl=tuple(dict.fromkeys((*_crictl(runtime.product, data), *runtime.crictl))),
        containerd_log=_containerd_log(data),
    )


def _crictl(product: str, data_dir: str) -> tuple[str, ...]:
    if product == "rke2":
        return (f"{data_dir}/bin/crictl",)
    return ("/usr/local/bin/crictl", f"{data_dir}/data/current/bin/crictl")


def _containerd_log(data_dir: str) -> str:
    return f"{data_dir}/agent/containerd/containerd.log"


def _rancher(name: str, unit: str, product: str) -> Runtime:
    data = f"/var/lib/rancher/{product}"
    return Runtime(
        name=name,
        unit=unit,
        product=product,
        socket=RANCHER_SOCKET,
        program=(f"/usr/local/bin/{product}", f"/usr/bin/{product}", f"/opt/{product}/bin/{product}"),
        crictl=_crictl(product, data),
        registries_file=f"/etc/rancher/{product}/registries.yaml",
        environment_file=f"/etc/default/{unit.removesuffix('.service')}",
        containerd_log=_containerd_log(data),
        data_dir=data,
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

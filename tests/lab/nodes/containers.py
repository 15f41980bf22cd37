# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes: systemd containers on the corp network, reached by ssh."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.model.plan import Node, load_plan
from tests.lab.nodes.images import reference
from tests.lab.nodes.ssh import SshKeys

SSH_TIMEOUT_SECONDS = 300
# Their systemd (258 and newer) knows only cgroup v2.
SUITES_WITHOUT_CGROUP1 = ("forky",)
LIMITS = ("--ulimit=nofile=20000:20000", "--ulimit=nproc=32768:32768")


class NodeError(RuntimeError):
    """A node does not exist or did not come up."""


def ensure_nodes(lab: Lab, nodes: Sequence[Node], keys: SshKeys) -> None:
    """Have every given node running, made from its image as it is now; return once all of them answer by ssh."""
    current = _running_images(lab)
    outdated = [node for node in nodes if current.get(lab.container(node.name)) != reference(lab, node.image)]
    remove_nodes(lab, outdated)
    with ThreadPoolExecutor(max(1, len(outdated))) as pool:
        list(pool.map(lambda node: _create(lab, node, keys), outdated))
    _wait_for_ssh(node_addresses(lab, nodes), SSH_TIMEOUT_SECONDS)


def remove_nodes(lab: Lab, nodes: Iterable[Node]) -> None:
    """Remove the nodes' containers with their volumes; what does not exist is left out."""
    names = [lab.container(node.name) for node in nodes]
    if names:
        lab.podman.remove(*names)


def node_addresses(lab: Lab, nodes: Iterable[Node]) -> Mapping[str, str]:
    """IPv4 address on the corp network by node name, of the nodes that run."""
    running = _running_images(lab)
    names = {lab.container(node.name): node.name for node in nodes if lab.container(node.name) in running}
    return {names[container]: address for container, address in lab.podman.addresses(list(names), lab.corp).items()}


def _running_images(lab: Lab) -> Mapping[str, str]:
    filters = ("--filter", f"label={lab.label}", "--filter", "status=running")
    lines = lab.podman.run("ps", *filters, "--format", "{{.Names}} {{.Image}}").splitlines()
    return {name: image for name, _, image in (line.partition(" ") for line in lines)}


def _create(lab: Lab, node: Node, keys: SshKeys) -> None:
    container = lab.container(node.name)
    naming = [f"--name={container}", f"--hostname={node.name}", f"--label={lab.label}"]
    network = [f"--network={lab.corp}", f"--network-alias={node.name}"]
    # Without CAP_SYS_TIME nothing on a node, whatever a test does to it, can set the clock of this machine.
    rights = ["--privileged", "--cap-drop=SYS_TIME", *LIMITS]
    volumes = [f"--volume={path}" for path in node.volumes]
    flags = [*naming, *network, *rights, *volumes, *_systemd_flags(node)]
    lab.podman.run("create", "--pull=never", *flags, reference(lab, node.image), "/sbin/init")
    lab.podman.upload(container, _first_files(lab, node, keys))
    lab.podman.run("start", container)


def _systemd_flags(node: Node) -> list[str]:
    base = load_plan().lineage(node.image)[0]
    if _only_cgroup2() or base.suite not in SUITES_WITHOUT_CGROUP1:
        return ["--systemd=always"]
    hybrid = "--volume=/sys/fs/cgroup/unified:/sys/fs/cgroup:rw"
    return ["--systemd=false", "--env=container=podman", "--tmpfs=/run", "--tmpfs=/tmp", hybrid]


def _only_cgroup2() -> bool:
    return Path("/sys/fs/cgroup/cgroup.controllers").exists()


def _first_files(lab: Lab, node: Node, keys: SshKeys) -> list[Upload]:
    authorized = f"{keys.public(keys.identity)}\n".encode()
    return [
        Upload("/etc/lab/public-ca.pem", _public_ca(lab)),
        Upload("/etc/ssh/lab_host_ed25519_key", keys.host.read_bytes(), 0o600),
        Upload(f"/etc/ssh/authorized_keys.d/{node.user}", authorized),
    ]


def _public_ca(lab: Lab) -> bytes:
    return (lab.state_dir / "pki" / "public-ca.pem").read_bytes()


def _wait_for_ssh(addresses: Mapping[str, str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for name, address in addresses.items():
        while not _answers(address):
            if time.monotonic() > deadline:
                raise NodeError(f"{name}: no answer from sshd at {address}:22 within {seconds:.0f} s")
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with socket.create_connection((address, 22), timeout=2) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False

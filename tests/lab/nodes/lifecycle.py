# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing the lab up and taking it away."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.lab import services
from tests.lab.host.console import timed
from tests.lab.host.lab import SERVICES_IMAGE, Lab
from tests.lab.model import pki
from tests.lab.model.plan import Node, load_plan
from tests.lab.nodes.containers import NodeError, ensure_nodes, node_addresses, remove_nodes
from tests.lab.nodes.images import ensure_images
from tests.lab.nodes.inventory import write_inventory
from tests.lab.nodes.networks import ensure_networks, remove_networks
from tests.lab.nodes.ssh import SshKeys
from tests.lab.windows import nodes as windows


def all_nodes() -> list[Node]:
    """Every node of the plan, in its order."""
    return list(load_plan().nodes.values())


def existing_nodes(lab: Lab) -> list[str]:
    """Names of the nodes that have a container, running or not."""
    there = lab.podman.states(lab.label)
    return [node.name for node in all_nodes() if lab.container(node.name) in there]


def build_images(lab: Lab, nodes: Sequence[Node]) -> None:
    """Have the images of the given nodes and of the services."""
    ensure_images(lab, [*dict.fromkeys(node.image for node in nodes), SERVICES_IMAGE])


def up(lab: Lab, everything: bool) -> None:
    """Start what does not run: the core nodes, the extra ones if asked for or once started, and the services."""
    with _exclusive(lab):
        there = lab.podman.states(lab.label)
        _start(lab, [n for n in all_nodes() if everything or not n.extra or lab.container(n.name) in there])


def down(lab: Lab) -> None:
    """Remove everything of this lab but images and caches."""
    with _exclusive(lab):
        _remove_all(lab)
        shutil.rmtree(lab.state_dir, ignore_errors=True)


def reset(lab: Lab, names: Sequence[str]) -> None:
    """Make the named nodes anew from their images, or without names all nodes that exist."""
    unknown = sorted(set(names) - set(load_plan().nodes))
    if unknown:
        raise NodeError(f"no such node: {', '.join(unknown)}; there are: {', '.join(load_plan().nodes)}")
    with _exclusive(lab):
        there = lab.podman.states(lab.label)
        present = [node for node in all_nodes() if lab.container(node.name) in there or node.name in names]
        chosen = [node for node in present if node.name in names] if names else present
        with timed(f"making anew: {', '.join(node.name for node in chosen)}"):
            remove_nodes(lab, chosen)
            _start(lab, present)


def _start(lab: Lab, nodes: Sequence[Node]) -> None:
    build_images(lab, nodes)
    keys = SshKeys(lab.state_dir / "ssh")
    if not keys.identity.exists():
        _remove_all(lab)
    lab.state_dir.mkdir(mode=0o700, exist_ok=True)
    keys.ensure()
    pki.ensure(lab.state_dir / "pki")
    ensure_networks(lab)
    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(ensure_nodes, lab, nodes, keys), pool.submit(services.up, lab)]:
            job.result()
    addresses = node_addresses(lab, nodes)
    windows.prepare(lab, nodes, addresses)
    write_inventory(lab, nodes, addresses, keys)


def _remove_all(lab: Lab) -> None:
    """Everything with our label, whoever made it: also what a crashed run left."""
    containers = list(lab.podman.states(lab.label))
    if containers:
        with timed(f"removing {len(containers)} containers"):
            lab.podman.remove(*containers)
    volumes = lab.podman.run("volume", "ls", "--quiet", "--filter", f"label={lab.label}").split()
    if volumes:
        lab.podman.run("volume", "rm", "--force", *volumes)
    remove_networks(lab)


@contextmanager
def _exclusive(lab: Lab) -> Iterator[None]:
    """One change of the lab at a time."""
    lab.cache.mkdir(parents=True, exist_ok=True)
    with (lab.cache / f"lab-{lab.id}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

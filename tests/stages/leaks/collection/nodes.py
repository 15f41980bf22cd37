# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes as the search needs them: what changed on them, and how they are broken and repaired for a round."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.model.plan import load_plan
from tests.stages.leaks.collection import collect_on_node
from tests.stages.leaks.search.hive import places_in
from tests.stages.leaks.search.places import Place

CORE = tuple(node for node in load_plan().nodes.values() if not node.extra)
NODES = tuple(node.name for node in CORE)
LINUX = tuple(node.name for node in CORE if not node.windows_build)
WINDOWS = tuple(node.name for node in CORE if node.windows_build)
UNITS = {
    "rke2-agent-1": "rke2-agent.service",
    "k3s-agent-1": "k3s-agent.service",
    "containerd-1": "containerd.service",
    "docker-1": "docker.service",
}
_SAID = "/etc/lab/said"
_DROP_IN = "10-broken.conf"


@dataclass(frozen=True)
class Found:
    """A text and where it was found; `is_unrelated`: it can be from a program without a relation to the tests."""

    place: Place
    content: bytes = field(repr=False)
    is_unrelated: bool = False


class NotSearchedError(RuntimeError):
    """A file is too large to be fetched from a node, so that nobody can say what is in it."""


def init_processes(lab: Lab) -> Mapping[str, int]:
    """By node: the process id, on this machine, of its init."""
    pids = lab.podman.run("inspect", "--format", "{{.State.Pid}}", *(lab.container(name) for name in NODES))
    return dict(zip(NODES, map(int, pids.split()), strict=True))


def collect(lab: Lab, since: float) -> list[Found]:
    """Every file that changed on the nodes since then, and their journals from then on."""
    with ThreadPoolExecutor(len(NODES)) as pool:
        return [found for one in pool.map(lambda name: _collect_node(lab, name, since), NODES) for found in one]


def _collect_node(lab: Lab, name: str, since: float) -> list[Found]:
    program = f"{inspect.getsource(collect_on_node)}\nmain({since})\n".encode()
    lines = lab.podman.exec(lab.container(name), "python3", "-", data=program).splitlines()
    return [found for line in lines for found in _found(name, json.loads(line))]


def _found(node: str, entry: Mapping[str, object]) -> Iterator[Found]:
    place = Place(node, str(entry["name"]), int(str(entry["owner"])), int(str(entry["mode"])))
    if entry["unread"]:
        raise NotSearchedError(f"{place}: {entry['size']} bytes are too many to be searched")
    for name, content in places_in(place.name, base64.b64decode(str(entry["content"]))):
        yield Found(replace(place, name=name), content)


def break_runtimes(lab: Lab, said: Sequence[str]) -> None:
    """Have no runtime of `UNITS` start again: RKE2 and K3s by somebody's faulty YAML, the others by a failing drop-in.

    Each says `said` in its journal before, RKE2 and K3s also in containerd's log: what a runtime says in its errors is
    its own business, what of it a playbook shows is the collection's.
    """
    text = "".join(f"{line}\n" for line in said).encode()
    for node, unit in UNITS.items():
        product = unit.partition("-")[0]
        is_rancher = "-" in unit
        steps = f"[Service]\nExecStartPre=/bin/cat {_SAID}\n" + "ExecStartPre=/bin/false\n" * (not is_rancher)
        files = [Upload(_SAID, text, 0o600), Upload(f"/etc/systemd/system/{unit}.d/{_DROP_IN}", steps.encode())]
        if is_rancher:
            files.append(Upload(f"/etc/rancher/{product}/config.yaml.d/10-broken.yaml", b"node-label: [\n"))
        lab.podman.upload(lab.container(node), files)
        if is_rancher:
            log = f"/var/lib/rancher/{product}/agent/containerd/containerd.log"
            lab.podman.exec(lab.container(node), "tee", "-a", log, data=text, check=False)
        lab.podman.exec(lab.container(node), "systemctl", "daemon-reload")


def repair_runtimes(lab: Lab) -> None:
    """Take away what `break_runtimes` put there. The runtimes stay as they are."""
    for node, unit in UNITS.items():
        broken = f"/etc/rancher/{unit.partition('-')[0]}/config.yaml.d/10-broken.yaml"
        drop_in = f"/etc/systemd/system/{unit}.d/{_DROP_IN}"
        lab.podman.exec(lab.container(node), "rm", "-f", _SAID, drop_in, broken)
        lab.podman.exec(lab.container(node), "systemctl", "daemon-reload")
        lab.podman.exec(lab.container(node), "systemctl", "reset-failed", unit, check=False)

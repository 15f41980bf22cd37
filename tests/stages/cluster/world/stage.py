# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of the stage do with a node, and what they see of it."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.host.lab import Lab
from tests.lab.host.playbook import Run, run_playbook
from tests.stages.cluster.world.client import AGENT, Client
from tests.stages.cluster.world.kubelets import NODES, Kubelets
from tests.stages.cluster.world.server import AUDIT_LOG, NAME

LABEL = "pullproof.registry/cordoned-by"
AGENT_NODE, SERVER_NODE = "docker-1", "rke2-server-1"
_WRITTEN = "/etc/systemd/system/docker.service.d/* /etc/default/* /etc/sysconfig/* /etc/docker/daemon.json"
_FILES = f"sha256sum {_WRITTEN} /etc/rancher/rke2/registries.yaml /etc/pullproof/* 2>/dev/null; true"


@dataclass(frozen=True)
class Stage:
    """The lab, the API, and the stand-in for the kubelets."""

    lab: Lab
    client: Client
    kubelets: Kubelets

    def options(self, node: str, number: int) -> Sequence[str]:
        """Options of a run on the node. Each number is another change that needs a restart of its runtime."""
        proxy = json.dumps({"proxy_no_proxy": [".lab", f".change-{number}.example"]})
        timeouts = ("-e", "provision_drain_timeout=15", "-e", "provision_ready_timeout=20")
        return ("--limit", node, *self.access, "-e", proxy, *timeouts)

    @property
    def access(self) -> Sequence[str]:
        """The option with the kubeconfig."""
        return ("-e", f"provision_kubeconfig={self.client.server.kubeconfig}")

    def provision(self, node: str, number: int, *options: str) -> Run:
        """One run, whose output is not shown."""
        return run_playbook("provision.yml", *self.options(node, number), *options, quiet=True)

    def node(self, name: str) -> tuple[bool, str]:
        """Whether the Node is cordoned, and the run that did it."""
        node = self.client.get(f"{NODES}/{name}")
        return bool(node["spec"].get("unschedulable")), node["metadata"].get("labels", {}).get(LABEL, "")

    def cordon(self, name: str, value: bool) -> None:
        """Cordon or uncordon the Node as a person does."""
        self.client.patch(f"{NODES}/{name}", {"spec": {"unschedulable": value or None}})

    def pods(self, node: str) -> list[str]:
        """The names of the Pods on the node."""
        pods = self.client.get("/api/v1/pods")["items"]
        return sorted(pod["metadata"]["name"] for pod in pods if pod["spec"]["nodeName"] == node)

    def state(self, node: str, unit: str) -> tuple[str, float]:
        """The digests of the files that a change writes, and when the service was started."""
        container = self.lab.container(node)
        started = self.lab.podman.exec(container, "systemctl", "show", "-P", "ExecMainStartTimestampMonotonic", unit)
        # All containers have the clocks of the machine.
        booted = time.time() - time.clock_gettime(time.CLOCK_MONOTONIC)
        return self.lab.podman.exec(container, "sh", "-c", _FILES), round(booted + int(started) / 1e6, 1)

    def audit(self, since: float) -> list[tuple[float, str, str]]:
        """The requests of the collection since this time: when, what, and the path."""
        lines = self.lab.podman.exec(self.lab.container(NAME), "cat", AUDIT_LOG).splitlines()
        entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
        own = [entry for entry in entries if entry.get("userAgent") != AGENT and entry["user"]["username"] == "stage"]
        seen = [(_seconds(entry["stageTimestamp"]), _what(entry), entry["requestURI"]) for entry in own]
        return [entry for entry in seen if entry[0] >= since]

    def unreachable(self) -> Path:
        """A kubeconfig for a port where nothing listens."""
        good = self.client.server.kubeconfig
        path = good.with_name("kubeconfig-unreachable")
        path.write_text(good.read_text().replace(":6443", ":6444"))
        return path


def _seconds(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


def _what(entry: dict[str, Any]) -> str:
    if entry["objectRef"].get("subresource") == "eviction":
        return "evict" if entry["responseStatus"]["code"] < 300 else "refused"
    spec = (entry.get("requestObject") or {}).get("spec", {})
    return ("cordon" if spec["unschedulable"] else "uncordon") if "unschedulable" in spec else str(entry["verb"])

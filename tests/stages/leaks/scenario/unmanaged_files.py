# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unmanaged files with a secret on the nodes, at the paths of managed files."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.windows.simulator.wine.programs import DRIVE
from tests.stages.leaks.collection.nodes import WINDOWS
from tests.stages.leaks.scenario.seeds import UNMANAGED_USER

_REGISTRIES = """\
mirrors:
  docker.io:
    endpoint: ["https://old.example.lab"]
configs:
  old.example.lab:
    auth: {{username: {user}, password: "{password}"}}
"""
_ENVIRONMENT = "HTTPS_PROXY=http://{user}:{password}@old.example.lab:3128\n"
_CONTAINERD = """\
version = 2

[plugins."io.containerd.grpc.v1.cri".registry.configs."registry.lab:5000".auth]
  username = "{user}"
  password = "{password}"
"""
_CLIENT = "/root/.docker/config.json"
_FILES: Mapping[str, Mapping[str, str]] = {
    "rke2-server-1": {"/etc/rancher/rke2/registries.yaml": _REGISTRIES, "/etc/default/rke2-server": _ENVIRONMENT},
    "rke2-agent-1": {"/etc/rancher/rke2/registries.yaml": _REGISTRIES, "/etc/default/rke2-agent": _ENVIRONMENT},
    "k3s-agent-1": {"/etc/rancher/k3s/registries.yaml": _REGISTRIES, "/etc/default/k3s-agent": _ENVIRONMENT},
    "containerd-1": {"/etc/containerd/config.toml": _CONTAINERD},
    "docker-1": {},
}


def put_unmanaged_files(lab: Lab, password: str) -> None:
    """Write them, readable by root only."""
    auth = base64.b64encode(f"{UNMANAGED_USER}:{password}".encode()).decode()
    client = Upload(_CLIENT, json.dumps({"auths": {"registry.lab:5000": {"auth": auth}}}, indent=2).encode(), 0o600)
    for node in WINDOWS:
        there = Upload(f"{DRIVE}/.docker/config.json", client.content, 0o600)
        registries = _REGISTRIES.format(user=UNMANAGED_USER, password=password).encode()
        own = Upload(f"{DRIVE}/etc/rancher/rke2/registries.yaml", registries, 0o600)
        lab.podman.upload(lab.container(node), [there, own])
    for node, files in _FILES.items():
        texts = {path: text.format(user=UNMANAGED_USER, password=password) for path, text in files.items()}
        uploads = [Upload(path, text.encode(), 0o600) for path, text in texts.items()]
        lab.podman.upload(lab.container(node), [client, *uploads])

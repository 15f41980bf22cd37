# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a Windows node on Wine of a container: certificate, password, first state; then its endpoint starts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.model import pki
from tests.lab.model.plan import Node
from tests.lab.services import passwords
from tests.lab.windows.module_docs import module_options

PORT = 5986
USER = "Administrator"
ISSUER = "corp-intermediate"
FOLDER = "/etc/simulated-windows"
STATE = "/var/lib/simulated-windows/state.json"
EVENT_LOG = "/var/lib/simulated-windows/Application.jsonl"


def prepare(lab: Lab, nodes: Sequence[Node], addresses: Mapping[str, str]) -> None:
    """Have the endpoint of each simulated node running."""
    for node in nodes:
        container = lab.container(node.name)
        if node.windows_build and not lab.podman.succeeds("exec", container, "test", "-e", STATE):
            lab.podman.upload(container, _files(lab, node, addresses[node.name]))
            lab.podman.exec(container, "systemctl", "start", "wineserver.service")
            control(lab, node.name, "install", str(node.windows_build))
            lab.podman.exec(container, "systemctl", "enable", "--now", "simulated-windows.service")


def connection(lab: Lab, address: str) -> dict[str, Any]:
    """How Ansible reaches it: WinRM over HTTPS, the certificate verified, Basic authentication."""
    return {
        "ansible_host": address,
        "ansible_connection": "winrm",
        "ansible_port": PORT,
        "ansible_winrm_transport": "basic",
        "ansible_winrm_ca_trust_path": str(lab.state_dir / "pki" / "corp-ca.pem"),
        "ansible_winrm_proxy": "",
        "ansible_user": USER,
        "ansible_password": _password(lab),
    }


def control(lab: Lab, name: str, *words: str) -> None:
    """Do to a node what no module does: `what` and its values, see `simulator/control.py`. Raises PodmanError."""
    lab.podman.exec(lab.container(name), "simulate", *words)


def event_log(lab: Lab, name: str) -> Sequence[str]:
    """What the node's event log says, the oldest first; one entry for each module, that is for each remote call."""
    log = lab.podman.exec(lab.container(name), "sh", "-c", f"cat {EVENT_LOG} 2>/dev/null || true")
    return [str(json.loads(line)["message"]) for line in log.splitlines()]


def _password(lab: Lab) -> str:
    return passwords.ensure(lab.state_dir / "secrets.json")["windows"][USER]


def _files(lab: Lab, node: Node, address: str) -> list[Upload]:
    server = pki.new_server(pki.load(lab.state_dir / "pki", ISSUER), pki.regular_address(node.name, address))
    settings = {
        "folder": "/var/lib/simulated-windows",
        "documentation": f"{FOLDER}/documentation.json",
        "port": PORT,
        "certificate": f"{FOLDER}/tls.pem",
        "key": f"{FOLDER}/tls.key",
        "login": f"{USER}:{_password(lab)}",
    }
    return [
        Upload(f"{FOLDER}/tls.pem", server.chain_pem),
        Upload(f"{FOLDER}/tls.key", server.key_pem, 0o600),
        Upload(f"{FOLDER}/documentation.json", _documentation()),
        Upload(f"{FOLDER}/config.json", json.dumps(settings).encode(), 0o600),
    ]


@cache
def _documentation() -> bytes:
    return json.dumps(module_options()).encode()

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.lab/hosts.yml``: how to connect to the nodes that run now. The committed inventory has the groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from tests.lab.host.lab import Lab
from tests.lab.model.plan import Node
from tests.lab.nodes.ssh import SshKeys
from tests.lab.windows import nodes as windows


def write_inventory(lab: Lab, nodes: Sequence[Node], addresses: Mapping[str, str], keys: SshKeys) -> None:
    """Write the connection data of the nodes that have an address."""
    hosts = {node.name: _connection(lab, node, addresses[node.name]) for node in nodes if node.name in addresses}
    shared = {
        "lab_dir": str(lab.state_dir),
        "ansible_ssh_private_key_file": str(keys.identity),
        "ansible_ssh_common_args": keys.options(),
        "ansible_python_interpreter": "/usr/bin/python3",
    }
    unfinished = lab.state_dir / "hosts.yml.unfinished"
    unfinished.write_text(yaml.safe_dump({"all": {"vars": shared, "hosts": hosts}}, sort_keys=False))
    unfinished.rename(lab.state_dir / "hosts.yml")


def _connection(lab: Lab, node: Node, address: str) -> dict[str, Any]:
    if node.windows_build:
        return windows.connection(lab, address)
    connection: dict[str, Any] = {"ansible_host": address, "ansible_user": node.user}
    if node.user != "root":
        connection["ansible_become"] = True
    return connection

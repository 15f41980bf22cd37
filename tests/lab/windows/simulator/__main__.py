# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python3 -m simulator CONFIG.json`: serve one simulated node.

The configuration has `folder` (of the state), `documentation` (JSON of module options), `port`, `certificate`, `key`
and `login` (NAME:PASSWORD).
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

from .connection.documentation import Documentation
from .connection.event_log import EventLog
from .connection.wsman import Endpoint
from .modules import EFFECTS
from .node import Node
from .wine.machine import wine_machine


def main(path: str) -> None:
    """Serve until stopped."""
    settings = json.loads(Path(path).read_text())
    folder = Path(settings["folder"])
    documentation = Documentation(Path(settings["documentation"]))
    node = Node(wine_machine(folder), EventLog(folder / "Application.jsonl"), documentation, EFFECTS)
    endpoint = Endpoint(settings["port"], settings["certificate"], settings["key"], settings["login"], node.run)
    _tell_systemd("READY=1")
    endpoint.serve_forever()


def _tell_systemd(words: str) -> None:
    """`sd_notify`: who starts the unit waits until the port is open. Without systemd, nothing is sent."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(words.encode(), address.replace("@", "\0", 1))


if __name__ == "__main__":
    main(sys.argv[1])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of the stage to the API, apart from those of the collection."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from tests.stages.cluster.world.server import NAME, PORT, Server

# The audit log tells the requests of the stage from those of the collection by it.
AGENT = "pullproof-stage"
SECONDS = 10.0


@dataclass(frozen=True)
class Client:
    """The API of a server."""

    server: Server

    def get(self, path: str) -> Any:
        """The object at the path; None if there is none."""
        return self._send("GET", path, None, "application/json")

    def create(self, path: str, body: object) -> None:
        """Create an object."""
        self._send("POST", path, body, "application/json")

    def patch(self, path: str, body: object) -> None:
        """Change an object."""
        self._send("PATCH", path, body, "application/merge-patch+json")

    def delete(self, path: str) -> None:
        """Delete an object at once."""
        self._send("DELETE", path, {"gracePeriodSeconds": 0}, "application/json")

    def _send(self, method: str, path: str, body: object, content_type: str) -> Any:
        headers = {"Authorization": f"Bearer {self.server.token}", "Content-Type": content_type, "User-Agent": AGENT}
        tls = ssl.create_default_context(cafile=str(self.server.authority))
        raw = socket.create_connection((self.server.address, PORT), timeout=SECONDS)
        with raw, tls.wrap_socket(raw, server_hostname=NAME) as secured:
            connection = http.client.HTTPConnection(NAME, PORT, timeout=SECONDS)
            connection.sock = secured
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status == http.client.NOT_FOUND:
            return None
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode(errors='replace')[:500]}")
        return json.loads(content)

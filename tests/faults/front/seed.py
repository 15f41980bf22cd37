# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the images of the cases into the real registry, by its own API on the loopback."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

START_SECONDS = 20
CREATED = 201


def seed(port: int, path: Path) -> None:
    """Push what ``content.json`` lists: blobs as files beside it, manifests as text. OSError if refused."""
    wanted: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    connection = _connect(port)
    for image in wanted:
        _push(connection, image, path.parent)
    connection.close()


def _push(connection: http.client.HTTPConnection, image: Mapping[str, Any], folder: Path) -> None:
    repository = image["repository"]
    for digest in image["blobs"]:
        _put_blob(connection, repository, digest, (folder / digest.replace(":", "-")).read_bytes())
    for manifest in image["manifests"]:
        url = f"/v2/{repository}/manifests/{manifest['reference']}"
        _send(connection, "PUT", url, manifest["text"].encode(), manifest["type"])


def _put_blob(connection: http.client.HTTPConnection, repository: str, digest: str, content: bytes) -> None:
    connection.request("POST", f"/v2/{repository}/blobs/uploads/", body=b"")
    answer = connection.getresponse()
    answer.read()
    place = (answer.getheader("Location") or "").partition("/v2/")[2]
    mark = "&" if "?" in place else "?"
    _send(connection, "PUT", f"/v2/{place}{mark}digest={digest}", content, "application/octet-stream")


def _send(connection: http.client.HTTPConnection, method: str, url: str, body: bytes, media_type: str) -> None:
    connection.request(method, url, body=body, headers={"Content-Type": media_type})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != CREATED:
        raise OSError(f"{method} {url}: {answer.status} {said.decode(errors='replace')[:500]}")


def _connect(port: int) -> http.client.HTTPConnection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.connect()
            return connection
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)

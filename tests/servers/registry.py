# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in of a registry, with one image; what is wrong with it is up to the test."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.web import Asked, Reply

API = {"Docker-Distribution-Api-Version": "registry/2.0"}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(content: bytes) -> str:
    """As registries name content."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def basic(username: str, password: str) -> str:
    """An Authorization header."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def error(status: int, code: str, message: str = "it is so", headers: Mapping[str, str] | None = None) -> Reply:
    """A registry's own error."""
    body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
    return Reply(status, body, {"Content-Type": "application/json", **API, **(headers or {})})


def token(access: list[dict[str, Any]]) -> str:
    """A JWT whose signature is nothing."""
    claims = base64.urlsafe_b64encode(json.dumps({"access": access}).encode()).decode().rstrip("=")
    return f"e30.{claims}.c2lnbmVk"


@dataclass
class Registry:
    """Holds ``team/app:1`` for ``platform`` (by ``/``); ``index`` puts an index in front of it.

    ``wants`` is the Authorization header that opens it, ``challenge`` what it says without. ``overrides`` are replies
    by method and path that come before everything else.
    """

    platform: str = "linux/amd64"
    index: bool = False
    wants: str = ""
    challenge: str = 'Basic realm="test"'
    overrides: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        system, architecture = self.platform.split("/")
        self.config = json.dumps({"os": system, "architecture": architecture}).encode()
        self.layer = b"layer" * 10
        parts = [{"digest": digest_of(part), "size": len(part)} for part in (self.config, self.layer)]
        self.manifest = json.dumps({"mediaType": MANIFEST, "config": parts[0], "layers": parts[1:]}).encode()
        platform = {"os": system, "architecture": architecture}
        entry = {"digest": digest_of(self.manifest), "platform": platform}
        self.listing = json.dumps({"mediaType": INDEX, "manifests": [entry]}).encode()

    @property
    def tagged(self) -> bytes:
        """What the tag means."""
        return self.listing if self.index else self.manifest

    @property
    def digest(self) -> str:
        """The digest of what the tag means."""
        return digest_of(self.tagged)

    def __call__(self, asked: Asked) -> Reply:
        override = self.overrides.get(f"{asked.method} {asked.path}") or self.overrides.get(asked.path)
        if override:
            return override
        if self.wants and asked.authorization != self.wants:
            return error(401, "UNAUTHORIZED", "authentication required", {"WWW-Authenticate": self.challenge})
        if asked.path == "/v2/":
            return Reply(200, b"{}", {"Content-Type": "application/json", **API})
        return self._content(asked)

    def _content(self, asked: Asked) -> Reply:
        if asked.path == "/v2/team/app/tags/list":
            return Reply(200, json.dumps({"name": "team/app", "tags": ["1", "2"]}).encode(), API)
        _root, _version, *name, kind, reference = asked.path.split("/")
        if name != ["team", "app"]:
            return error(404, "NAME_UNKNOWN", "repository name not known to registry")
        if kind == "blobs":
            return self._blob(reference, asked)
        known = {"1": self.tagged, self.digest: self.tagged, digest_of(self.manifest): self.manifest}
        found = known.get(reference)
        if found is None:
            return error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        media_type = json.loads(found)["mediaType"]
        return Reply(200, found, {"Content-Type": media_type, "Docker-Content-Digest": digest_of(found), **API})

    def _blob(self, reference: str, asked: Asked) -> Reply:
        blobs = {digest_of(self.config): self.config, digest_of(self.layer): self.layer}
        if reference not in blobs:
            return error(404, "BLOB_UNKNOWN", "blob unknown")
        if asked.headers.get("range") == "bytes=0-0":
            return Reply(206, blobs[reference][:1], API)
        return Reply(200, blobs[reference], API)

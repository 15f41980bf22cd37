# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A registry with bearer tokens, and its token server, which checks each scope of a request."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from tests.servers.registry import Registry, error, token
from tests.servers.web import Asked, Reply, Web, web_server

JSON = {"Content-Type": "application/json"}


@dataclass
class TokenServer:
    """Grants the names in ``allowed``. A strict one refuses a request if one scope of it is refused."""

    allowed: Sequence[str]
    strict: bool = False
    takes_post: bool = True
    requests: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        if asked.method == "POST" and not self.takes_post:
            return error(405, "UNSUPPORTED")
        values = parse_qs(asked.body.decode()).get("scope", []) if asked.method == "POST" else asked.scopes
        scopes = tuple(scope for value in values for scope in value.split())
        self.requests.append(scopes)
        granted = [scope for scope in scopes if scope.split(":")[1] in self.allowed]
        if self.strict and len(granted) < len(scopes):
            return error(403, "DENIED", "requested access to the resource is denied")
        access = [{"type": "repository", "name": scope.split(":")[1], "actions": ["pull"]} for scope in granted]
        return Reply(200, json.dumps({"token": token(access), "access_token": token(access)}).encode(), JSON)


@dataclass
class Project:
    """A registry whose repositories belong to a project, such as Harbor: ``team/app`` is ``<project>/team/app``.

    With ``is_hidden``, requests have no project in their path, as behind a proxy that adds it.
    """

    project: str
    realm: str
    is_hidden: bool = False
    registry: Registry = field(default_factory=Registry)

    def __call__(self, asked: Asked) -> Reply:
        path = asked.path.replace("/v2/", f"/v2/{self.project}/", 1) if self.is_hidden else asked.path
        name = path.removeprefix("/v2/").partition("/manifests/")[0].partition("/blobs/")[0].partition("/tags/")[0]
        scope = f"repository:{name}:pull"
        if scope not in _granted(asked.authorization):
            challenge = f'Bearer realm="{self.realm}",service="s"'
            at_root = name.strip("/") in ("", self.project)
            challenge += "" if at_root else f',scope="{scope}"'
            return error(401, "UNAUTHORIZED", headers={"WWW-Authenticate": challenge})
        return self.registry(replace(asked, path=path.replace(f"/v2/{self.project}/", "/v2/", 1)))


@dataclass(frozen=True)
class Harbor:
    """Both servers while they run; ``host`` is that of the registry."""

    host: str
    web: Web
    tokens: TokenServer


@contextmanager
def harbor(project: str, tokens: TokenServer, *, is_hidden: bool = False) -> Iterator[Harbor]:
    """A project registry with its token server."""
    with web_server(tokens) as token_web:
        registry = Project(project, f"http://127.0.0.1:{token_web.port}/token", is_hidden)
        with web_server(registry) as web:
            yield Harbor(f"127.0.0.1:{web.port}", web, tokens)


def _granted(header: str) -> list[str]:
    parts = header.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return []
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    return [f"{one['type']}:{one['name']}:{','.join(one['actions'])}" for one in claims["access"]]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers of the registries of one row. A stand-in: it has the order of requests and the names, not the storage.

Errors and challenges are those of distribution 2.8: a scope for each repository, NAME_UNKNOWN and MANIFEST_UNKNOWN.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.stages.fidelity.row import Server
from tests.stages.fidelity.world.registries.content import INDEX_TYPE, MANIFEST_TYPE, Content, digest_of

USERS = {"puller": "correct"}
TOKEN_HOST = "token.lab"
_CONTENT = re.compile(r"/(?:v2/)?(?P<repository>.+)/(?P<kind>manifests|blobs)/(?P<version>[^/]+)")
_TAGS = re.compile(r"/(?:v2/)?(?P<repository>.+)/tags/list")
_ERRORS = {401: "UNAUTHORIZED", 403: "DENIED", 404: "NAME_UNKNOWN", 405: "UNSUPPORTED"}


@dataclass(frozen=True)
class Request:
    """One request. ``host`` is from the Host header, with the port if it is there."""

    scheme: str
    host: str
    method: str
    path: str
    query: str = ""
    authorization: str = field(default="", repr=False)

    @property
    def service(self) -> str:
        """The registry that a token is requested for; empty for another request."""
        return parse_qs(self.query).get("service", [""])[0]

    @property
    def user(self) -> str:
        """The user whose credentials, or whose token, the request has; empty for an anonymous one."""
        kind, _, value = self.authorization.partition(" ")
        if kind.lower() == "basic":
            return _pair(value)[0]
        return _Token.parse(value).user if value else ""


@dataclass(frozen=True)
class Answer:
    """Status, headers and body; the body of a HEAD is not sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Registries:
    """All registries: what they have, and how the hosts answer."""

    content: Content
    has: tuple[str, ...] = ()
    servers: Mapping[str, Server] = field(default_factory=dict)

    def server(self, host: str) -> Server:
        """The behaviour of a host; a port counts only if an entry has it."""
        return self.servers.get(host) or self.servers.get(host.partition(":")[0]) or Server()

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        if request.host == TOKEN_HOST:
            return self._token(request)
        server = self.server(request.host)
        found, listed = _CONTENT.fullmatch(request.path), _TAGS.fullmatch(request.path)
        repository = next((match["repository"] for match in (found, listed) if match), "")
        refusal = _refusal(server, request, repository)
        if refusal:
            return refusal
        if listed:
            return self._tag_list(request.host, listed["repository"])
        if not found:
            return Answer(200, {"Docker-Distribution-Api-Version": "registry/2.0"}, b"{}")
        if server.status and found["kind"] == "manifests":
            return _error(server.status)
        return self._content(request.host, repository, found["kind"], found["version"])

    def _content(self, host: str, repository: str, kind: str, version: str) -> Answer:
        tags = self._tags(host, repository)
        if not tags:
            return _error(404)
        if kind == "blobs":
            blobs = self.content.blobs
            return Answer(200, {}, blobs[version]) if version in blobs else _error(404, "BLOB_UNKNOWN")
        builds = self.server(host).builds
        index = self.content.index(builds) if builds else b""
        if index and (version == digest_of(index) or _is_tag(version, tags)):
            return _manifest(INDEX_TYPE, index)
        images = self.content.manifests
        image = self.content.image if _is_tag(version, tags) else images.get(version)
        return _manifest(MANIFEST_TYPE, image.manifest) if image else _error(404, "MANIFEST_UNKNOWN")

    def _tag_list(self, host: str, repository: str) -> Answer:
        tags = self._tags(host, repository)
        listed = json.dumps({"name": repository, "tags": sorted(tag or "latest" for tag in tags)})
        return Answer(200, {"Content-Type": "application/json"}, listed.encode()) if tags else _error(404)

    def _tags(self, host: str, repository: str) -> set[str]:
        """The tags of a repository; "" for all tags."""
        names = {f"{host}/{repository}", f"{host.partition(':')[0]}/{repository}"}
        entries = ((name, tag) for name, tag in map(_name_and_tag, self.has))
        return {tag for name, tag in entries if name in names}

    def _token(self, request: Request) -> Answer:
        if request.method == "POST":
            return _error(405)
        user, password = _pair(request.authorization.partition(" ")[2])
        if request.authorization and USERS.get(user) != password:
            return _error(401)
        server = self.server(request.service)
        scopes = [scope for value in parse_qs(request.query).get("scope", []) for scope in value.split()]
        granted = [scope.split(":")[1] for scope in scopes if user and _is_granted(server, scope)]
        if server.auth == "strict" and len(granted) < len(scopes):
            return _error(403)
        token = _Token(user, tuple(granted)).text
        return Answer(200, {"Content-Type": "application/json"}, json.dumps({"token": token}).encode())


@dataclass(frozen=True)
class _Token:
    user: str = ""
    repositories: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return base64.urlsafe_b64encode(json.dumps([self.user, self.repositories]).encode()).decode()

    @classmethod
    def parse(cls, text: str) -> _Token:
        """An empty one for another text."""
        try:
            user, repositories = json.loads(base64.urlsafe_b64decode(text))
            return cls(user, tuple(repositories))
        except (binascii.Error, ValueError):
            return cls()


def _refusal(server: Server, request: Request, repository: str) -> Answer | None:
    """The challenge for a request without sufficient credentials; None for a sufficient one."""
    kind, _, value = request.authorization.partition(" ")
    if server.auth == "none":
        return None
    if server.auth == "basic":
        user, password = _pair(value) if kind.lower() == "basic" else ("", "")
        return None if user and USERS.get(user) == password else _error(401, challenge='Basic realm="lab"')
    token = _Token.parse(value) if kind.lower() == "bearer" else _Token()
    if token.user and (not repository or repository in token.repositories):
        return None
    scope = f',scope="repository:{repository}:pull"' if repository else ""
    reason = ',error="insufficient_scope"' if token.user else ""
    challenge = f'Bearer realm="https://{TOKEN_HOST}/token",service="{request.host}"{scope}{reason}'
    return _error(401, challenge=challenge)


def _is_granted(server: Server, scope: str) -> bool:
    kind, _, rest = scope.partition(":")
    prefixes = server.grants or ("",)
    return kind == "repository" and rest.startswith(prefixes)


def _is_tag(version: str, tags: set[str]) -> bool:
    return ":" not in version and bool(tags & {version, ""})


def _manifest(media_type: str, content: bytes) -> Answer:
    return Answer(200, {"Content-Type": media_type, "Docker-Content-Digest": digest_of(content)}, content)


def _pair(encoded: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _name_and_tag(text: str) -> tuple[str, str]:
    host, _, rest = text.partition("/")
    repository, _, tag = rest.removeprefix("v2/").partition(":")
    return f"{host}/{repository}", tag


def _error(status: int, code: str = "", challenge: str = "") -> Answer:
    errors: Sequence[Mapping[str, str]] = [{"code": code or _ERRORS.get(status, "UNKNOWN"), "message": "lab"}]
    headers = {"Content-Type": "application/json"} | ({"WWW-Authenticate": challenge} if challenge else {})
    return Answer(status, headers, json.dumps({"errors": errors}).encode())

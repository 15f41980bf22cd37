# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's token server: a stand-in of Harbor's core for the one thing registries ask of it.

It answers ``GET /token?service=S&scope=repository:NAME:ACTIONS`` as the Docker token specification says, with a JWT
that docker-registry 2.8 and distribution 3 accept (RS256, the signer's certificate chain in ``x5c``). As Harbor does,
it grants what the user may do out of what was asked, answers anonymous callers with a token that allows nothing,
refuses wrong credentials with 401 and knows no POST. For a strict registry, it refuses a request with 403 if one of its
scopes is not granted in full, as Artifactory does. Every request is one JSON line on standard output; no password is
in it.

Runs inside the services image: ``token_server.py CONFIG.json`` with Debian 12's Python and cryptography.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
import ssl
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

LIFETIME_SECONDS = 300


@dataclass(frozen=True)
class Access:
    """One scope: what may be (or is asked to be) done with one resource."""

    type: str
    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class User:
    """A user's password and what the user may do with every repository."""

    password: str
    actions: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """How the scopes of one registry are checked.

    ``projects``: only repositories below them exist (none: all repositories exist). ``is_strict``: a request with a
    scope that is not granted in full is refused; otherwise the token has the scopes that are granted.
    """

    projects: tuple[str, ...] = ()
    is_strict: bool = False

    def has(self, repository: str) -> bool:
        """Whether there is such a repository."""
        return not self.projects or repository.startswith(tuple(f"{project}/" for project in self.projects))


@dataclass(frozen=True)
class Signer:
    """The key that signs tokens and its certificate chain, leaf first, each as base64 of its DER form."""

    key: rsa.RSAPrivateKey
    x5c: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """What the server needs to know; ``users`` by name, ``policies`` by service (the default one for others)."""

    issuer: str
    port: int
    users: Mapping[str, User]
    signer: Signer
    policies: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """HTTP status and JSON body of an answer, and the actions granted for the log."""

    status: int
    body: Mapping[str, object]
    granted: tuple[Access, ...] = ()


def parse_scopes(values: Sequence[str]) -> tuple[Access, ...]:
    """Scopes from the values of the ``scope`` parameter, each of which may hold several separated by spaces.

    A repository's name may contain a colon (a port); what is no scope at all is left out.
    """
    texts = [text for value in values for text in value.split()]
    return tuple(_parse_scope(text) for text in texts if text.count(":") >= 2)


def _parse_scope(text: str) -> Access:
    kind, rest = text.split(":", 1)
    name, actions = rest.rsplit(":", 1)
    return Access(kind, name, tuple(action for action in actions.split(",") if action))


def parse_basic(header: str | None) -> tuple[str, str] | None:
    """User and password of an ``Authorization: Basic`` header; None if there is none or it can't be read."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def grant(asked: Sequence[Access], user: User | None, policy: Policy) -> tuple[Access, ...]:
    """What of the asked scopes the user may do; scopes of which nothing is left disappear."""
    allowed = user.actions if user else frozenset[str]()
    there = [one for one in asked if policy.has(one.name)]
    cut = [Access(one.type, one.name, tuple(a for a in one.actions if a in allowed)) for one in there]
    return tuple(one for one in cut if one.actions)


def answer(settings: Settings, query: str, authorization: str | None) -> Answer:
    """The answer to one token request."""
    user: User | None = None
    name = ""
    if authorization:
        name, password = parse_basic(authorization) or ("", "")
        user = settings.users.get(name)
        if user is None or not hmac.compare_digest(user.password.encode(), password.encode()):
            return Answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong user name or password"}]})
    parameters = parse_qs(query)
    service, asked = parameters.get("service", [""])[0], parse_scopes(parameters.get("scope", []))
    policy = settings.policies.get(service, Policy())
    granted = grant(asked, user, policy)
    if user and policy.is_strict and set(granted) != set(asked):
        return Answer(403, {"errors": [{"code": "DENIED", "message": "requested access to the resource is denied"}]})
    claims = _claims(settings.issuer, name, service, granted)
    token = sign(claims, settings.signer)
    return Answer(200, {"token": token, "access_token": token, "expires_in": LIFETIME_SECONDS}, granted)


def sign(claims: Mapping[str, object], signer: Signer) -> str:
    """A JWT signed by RS256, with the signer's chain in the ``x5c`` header."""
    signed = f"{_encode_json({'typ': 'JWT', 'alg': 'RS256', 'x5c': list(signer.x5c)})}.{_encode_json(claims)}"
    signature = signer.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_encode(signature)}"


def log_line(query: str, authorization: str | None, given: Answer) -> Mapping[str, object]:
    """What is logged about one request: who asked for which scopes and what was granted; never a secret."""
    parameters = parse_qs(query)
    basic = parse_basic(authorization)
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "user": basic[0] if basic else None,
        "service": parameters.get("service", [""])[0],
        "scopes": [_text(one) for one in parse_scopes(parameters.get("scope", []))],
        "granted": [_text(one) for one in given.granted],
        "status": given.status,
    }


def _claims(issuer: str, subject: str, audience: str, granted: Sequence[Access]) -> Mapping[str, object]:
    now = int(time.time())
    access = [{"type": one.type, "name": one.name, "actions": list(one.actions)} for one in granted]
    times = {"iat": now, "nbf": now, "exp": now + LIFETIME_SECONDS}
    return {"iss": issuer, "sub": subject, "aud": audience, "jti": secrets.token_hex(8), "access": access} | times


def _text(access: Access) -> str:
    return f"{access.type}:{access.name}:{','.join(access.actions)}"


def _encode_json(value: Mapping[str, object]) -> str:
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Server(ThreadingHTTPServer):
    """HTTPS server whose handshakes run in the threads, so that one silent client stops nobody."""

    daemon_threads = True

    def __init__(self, settings: Settings, tls: ssl.SSLContext) -> None:
        """Bind all addresses at the port of the settings."""
        super().__init__(("", settings.port), Handler)
        self.settings = settings
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)


class Handler(BaseHTTPRequestHandler):
    """``/token`` gives tokens, ``/healthz`` says that the server runs."""

    timeout = 10
    server: Server

    def do_GET(self) -> None:
        """Answer and log one request."""
        url = urlsplit(self.path)
        if url.path == "/healthz":
            return self._send(200, {"status": "ok"})
        if url.path != "/token":
            return self._send(404, {"errors": [{"code": "NOT_FOUND", "message": url.path}]})
        authorization = self.headers.get("Authorization")
        given = answer(self.server.settings, url.query, authorization)
        print(json.dumps(log_line(url.query, authorization, given)), flush=True)
        return self._send(given.status, given.body)

    def do_POST(self) -> None:
        """Refuse: clients that try OAuth2 first fall back to GET on 405."""
        self._send(405, {"errors": [{"code": "UNSUPPORTED", "message": "use GET"}]})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep the base class's lines out of the log: they would repeat the query."""

    def _send(self, status: int, body: Mapping[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def load(path: Path) -> Settings:
    """Settings from a JSON file; the signer's key lies beside it."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    key = serialization.load_pem_private_key((path.parent / "signer.key").read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"signer.key: expected an RSA key, found {type(key).__name__}")
    users = {name: User(user["password"], frozenset(user["actions"])) for name, user in raw["users"].items()}
    policies = {name: Policy(tuple(one["projects"]), one["is_strict"]) for name, one in raw["policies"].items()}
    return Settings(raw["issuer"], raw["port"], users, Signer(key, tuple(raw["x5c"])), policies)


def main() -> None:
    """Serve until killed."""
    path = Path(sys.argv[1])
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path.parent / "server.pem", path.parent / "server.key")
    Server(load(path), tls).serve_forever()


if __name__ == "__main__":
    main()

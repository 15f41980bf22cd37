# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services of the lab: who they are, what they are configured with and which images they hold."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.host.podman import Upload
from tests.lab.model import content, pki
from tests.lab.services import probes
from tests.lab.services.model import CORP, OUTSIDE, Service
from tests.lab.services.passwords import NO_RIGHTS, PUSHER, Passwords

FILES = Path(__file__).parent / "files"
AUTHORITY_FILES = {
    "registry.lab": "corp-root.pem",
    "mirror.lab": "corp-root.pem",
    "harbor.lab": "harbor-ca.pem",
    "artifactory.lab": "harbor-ca.pem",
    "token.lab": "harbor-ca.pem",
    "quay.io": "public-ca.pem",
}
TOKEN_PORT = 8443
TOKEN_ISSUER = "token.lab"
# Every registry with bearer tokens has the users of this one.
TOKEN_USERS = "harbor.lab"
# Harbor grants the scopes that exist. Artifactory refuses a request with one that does not.
POLICIES = {
    "harbor.lab": {"projects": ["project"], "is_strict": False},
    "artifactory.lab": {"projects": ["docker-local"], "is_strict": True},
}
IMAGES = {
    "registry.lab": content.REGISTRY,
    "harbor.lab": content.HARBOR,
    "artifactory.lab": content.ARTIFACTORY,
    "mirror.lab": content.MIRROR,
    "quay.io": content.OUTSIDE,
}


@dataclass(frozen=True)
class Sources:
    """Where services take their certificates and passwords from."""

    pki: Path
    passwords: Passwords


def services(sources: Sources) -> tuple[Service, ...]:
    """All services, configured for this lab's PKI and passwords."""
    return (
        registry("registry.lab", 5000, CORP, sources, _htpasswd_auth()),
        registry("harbor.lab", 443, CORP, sources, token_auth("harbor.lab")),
        registry("mirror.lab", 5000, CORP, sources, {}),
        registry("quay.io", 443, OUTSIDE, sources, {}),
        _token_server(sources),
        _proxy(sources),
        _time_server(),
        _refusing(),
        _swallowing(),
    )


def registry(name: str, port: int, network: str, sources: Sources, auth: Mapping[str, object]) -> Service:
    """A docker-registry 2.8 with the images of this name."""
    serve = ("docker-registry", "serve", "/svc/config.yml")
    users = sources.passwords.get(name, {}) if "htpasswd" in auth else {}
    config = {
        "version": "0.1",
        "log": {"level": "warn"},
        "storage": {"filesystem": {"rootdirectory": "/var/lib/registry"}},
        "http": {"addr": f":{port}", "tls": {"certificate": "/svc/server.pem", "key": "/svc/server.key"}},
    } | ({"auth": auth} if auth else {})
    return Service(
        name,
        (network,),
        ("/svc/with_htpasswd", *serve) if users else serve,
        (
            Upload("/svc/config.yml", json.dumps(config).encode()),
            *_server_files(name, sources),
            *_pusher_files(name, port, sources),
            *(users_files(users) if users else ()),
        ),
        probes.https(name, port, "/v2/", sources.pki / AUTHORITY_FILES[name], (401,) if auth else (200,)),
        port=port,
        images=IMAGES[name],
    )


def _htpasswd_auth() -> Mapping[str, object]:
    return {"htpasswd": {"realm": "lab", "path": "/svc/htpasswd"}}


def token_auth(service: str) -> Mapping[str, object]:
    """The settings of a registry whose tokens come from the lab's token server."""
    realm = f"https://token.lab:{TOKEN_PORT}/token"
    bundle = "/svc/ca/ca.crt"
    return {"token": {"realm": realm, "service": service, "issuer": TOKEN_ISSUER, "rootcertbundle": bundle}}


def _token_server(sources: Sources) -> Service:
    rights: dict[str, list[str]] = {PUSHER: ["pull", "push"], NO_RIGHTS: []}
    users = {
        name: {"password": password, "actions": rights.get(name, ["pull"])}
        for name, password in sources.passwords[TOKEN_USERS].items()
    }
    signer = pki.load(sources.pki, pki.TOKEN_SIGNER)
    x5c = [base64.b64encode(signer.certificate.public_bytes(Encoding.DER)).decode()]
    config = {"issuer": TOKEN_ISSUER, "port": TOKEN_PORT, "users": users, "x5c": x5c, "policies": POLICIES}
    return Service(
        "token.lab",
        (CORP,),
        ("python3", "/svc/token_server.py", "/svc/config.json"),
        (
            Upload("/svc/config.json", json.dumps(config).encode(), 0o600),
            Upload("/svc/signer.key", signer.key_pem, 0o600),
            Upload("/svc/token_server.py", (Path(__file__).parent / "token_server.py").read_bytes()),
            *_server_files("token.lab", sources),
        ),
        probes.https("token.lab", TOKEN_PORT, "/healthz", sources.pki / AUTHORITY_FILES["token.lab"], (200,)),
        port=TOKEN_PORT,
    )


def _proxy(sources: Sources) -> Service:
    return Service(
        "proxy.lab",
        (CORP, OUTSIDE),
        ("/svc/with_htpasswd", "squid", "-N", "-d", "1", "-f", "/svc/squid.conf"),
        (_file("squid.conf"), *users_files(sources.passwords["proxy.lab"])),
        probes.tcp(3128, 3129),
        port=3128,
    )


def _time_server() -> Service:
    command = ("chronyd", "-d", "-x", "-f", "/svc/chrony.conf")
    return Service("ntp.lab", (CORP,), command, (_file("chrony.conf"),), probes.ntp(8), port=123)


def _refusing() -> Service:
    return Service("refuse.lab", (CORP,), ("sleep", "infinity"), (), probes.refuses(5000), port=5000)


def _swallowing() -> Service:
    rule = "iptables -A INPUT ! -i lo -j DROP && exec sleep infinity"
    options = ("--cap-add=NET_ADMIN",)
    return Service("blackhole.lab", (CORP,), ("sh", "-c", rule), (), probes.swallows(5000), options, 5000)


def _file(name: str, path: str = "", mode: int = 0o644) -> Upload:
    return Upload(path or f"/svc/{name}", (FILES / name).read_bytes(), mode)


def _server_files(name: str, sources: Sources) -> Iterable[Upload]:
    return (
        Upload("/svc/server.pem", (sources.pki / f"{name}.pem").read_bytes()),
        Upload("/svc/server.key", (sources.pki / f"{name}.key").read_bytes(), 0o600),
        Upload("/svc/ca/ca.crt", (sources.pki / AUTHORITY_FILES[name]).read_bytes()),
    )


def _pusher_files(name: str, port: int, sources: Sources) -> Iterable[Upload]:
    password = sources.passwords.get(TOKEN_USERS if name in POLICIES else name, {}).get(PUSHER)
    auth = base64.b64encode(f"{PUSHER}:{password}".encode()).decode()
    auths = {f"{name}:{port}": {"auth": auth}} if password else {}
    return (Upload("/svc/pusher.json", json.dumps({"auths": auths}).encode(), 0o600),)


def users_files(users: Mapping[str, str]) -> Iterable[Upload]:
    """What `with_htpasswd` makes the users of a service from."""
    lines = "".join(f"{name}\t{password}\n" for name, password in users.items())
    return (
        Upload("/svc/users", lines.encode(), 0o600),
        _file("with_htpasswd.sh", "/svc/with_htpasswd", 0o755),
    )

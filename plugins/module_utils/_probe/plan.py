# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probes of a node: the plan from the controller, and the result.

A probe follows the requests of a program for one image at one endpoint, stage by stage. It stops at the first fault.
Stages that depend on it are `blocked`.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import json
import typing as t
import zlib
from dataclasses import asdict, dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

STAGES = ("dns", "tcp", "proxy", "tls", "v2", "token", "manifest", "blob")


@dataclass(frozen=True)
class Credential:
    """The credential for a registry. With `file` and `key`, the node reads it from the auth table of that host in its
    own config.toml, as the runtime does. Without any value, requests are anonymous.
    """

    file: str = ""
    key: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Trust:
    """The CA certificates for the verification of a server, and the client certificate for servers that request one.

    `ca_files` and `ca_text` (PEM) are added to the CAs of the system, or used alone without `system_roots`. The texts
    are for files that are not written yet; `client_text` is used together with the given files.
    """

    ca_files: t.Sequence[str] = ()
    ca_text: str = ""
    system_roots: bool = True
    skip_verify: bool = False
    client_cert: str = ""
    client_key: str = ""
    client_text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Target:
    """One image at one endpoint. `id` is unique in the plan; `url` the root of the API (`https://h:5000/v2`).

    `program` is whose request this is: containerd, docker or bootstrap. `version` is a tag or a digest, empty for an
    endpoint without an image; `digest` the expected one, if any. `namespace` is the registry that containerd names to a
    mirror (`?ns=docker.io`). containerd `falls_back_to_http` where an http host has TLS settings and no TLS. If
    `token_repository` is set, the program requests the token for this name instead of `repository`. `headers` are sent
    with each request to the host of `url`.
    """

    id: str
    program: str
    url: str
    repository: str = ""
    version: str = ""
    digest: str = ""
    namespace: str = ""
    falls_back_to_http: bool = False
    token_repository: str = ""
    headers: t.Mapping[str, str] = field(default_factory=dict, repr=False)
    trust: Trust = field(default_factory=Trust)
    credential: Credential = field(default_factory=Credential)
    environment: Environment = field(default_factory=Environment)


@dataclass(frozen=True)
class ProbePlan:
    """All probes of one node, `workers` at once.

    `connect_seconds` limits one TCP connection, `seconds` a whole stage. `os` and `architecture` (in the terms of Go;
    empty: as the node has) must be in an index. `blobs`: one byte of one blob is requested.
    """

    targets: t.Sequence[Target]
    workers: int = 8
    connect_seconds: float = 2.0
    seconds: float = 10.0
    retries: int = 1
    os: str = "linux"
    architecture: str = ""
    blobs: bool = True


@dataclass(frozen=True)
class Stage:
    """One stage of a probe. `state` is passed, failed, blocked or skipped, `fault` the stable name of the fault.

    `observed` is a text with all secrets masked. `facts` are for the controller: see the function of each stage. `ms`
    is wall time.
    """

    name: str
    state: str
    fault: str = ""
    observed: str = ""
    ms: int = 0
    facts: t.Mapping[str, t.Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """The stages of one target, in the order of `STAGES`, each of them present."""

    id: str
    stages: t.Sequence[Stage]

    @property
    def fault(self) -> t.Optional[Stage]:
        """The stage that failed, if one did."""
        return next((stage for stage in self.stages if stage.state == "failed"), None)


def encode_probe_plan(plan: ProbePlan) -> str:
    """The opaque argument for `internal.probe`: it may hold credentials."""
    return encode(asdict(plan))


def decode_probe_plan(blob: str) -> ProbePlan:
    """Read the argument that `encode_probe_plan` made."""
    return probe_plan_of(decode(blob))


def encode(values: t.Mapping[str, t.Any]) -> str:
    """Plain values as base64 of compressed JSON. All targets of an endpoint carry the same certificates."""
    return base64.b64encode(zlib.compress(json.dumps(values).encode())).decode()


def decode(blob: str) -> dict[str, t.Any]:
    """Read what `encode` made."""
    values: dict[str, t.Any] = json.loads(zlib.decompress(base64.b64decode(blob)))
    return values


def probe_plan_of(raw: t.Mapping[str, t.Any]) -> ProbePlan:
    """A plan from its plain values (`dataclasses.asdict` of it)."""
    return ProbePlan(**{**raw, "targets": tuple(_target(target) for target in raw["targets"])})


def probe_of(raw: t.Mapping[str, t.Any]) -> Probe:
    """A probe from the plain values that a module returned (`dataclasses.asdict` of it)."""
    return Probe(raw["id"], tuple(Stage(**stage) for stage in raw["stages"]))


def _target(raw: t.Mapping[str, t.Any]) -> Target:
    parts = {"trust": Trust, "credential": Credential, "environment": Environment}
    built = {name: kind(**raw[name]) for name, kind in parts.items()}
    return Target(**{**raw, **built})

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configured registries of a fleet, in the schema of registries.yaml (RKE2, K3s), parsed from the role's variables.

The programs that read registries.yaml silently ignore unknown keys. Everything that they would ignore or misread is a
finding here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.checks import (
    check_auth,
    check_endpoint,
    check_key,
    check_tls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import (
    Flag,
    Keys,
    ListOf,
    MappingOf,
    Text,
    VariableReader,
    WrongType,
)

TLS_FILE_KEYS = ("ca_file", "cert_file", "key_file")
_MIRROR = Keys(
    {
        "endpoint": ListOf(
            Text(required=True, check=check_endpoint),
            WrongType(
                "endpoint-not-a-list",
                "The endpoints must be a list, not {kind}. RKE2 and K3s would not start.",
                "Write a list, also for a single endpoint: endpoint: ['https://mirror.example:5000'].",
            ),
        ),
        "rewrite": MappingOf(Text()),
    }
)
_AUTH = Keys({key: Text() for key in ("username", "password", "auth", "identity_token")}, check_auth)
_TLS = Keys(
    {
        **dict.fromkeys(TLS_FILE_KEYS, Text()),
        "insecure_skip_verify": Flag(),
        **dict.fromkeys(("ca_content", "cert_content", "key_content"), Text()),
    },
    check_tls,
)
_MIRRORS = MappingOf(_MIRROR, check_key)
_CONFIGS = MappingOf(Keys({"auth": _AUTH, "tls": _TLS}), check_key)


@dataclass(frozen=True)
class Auth:
    """Credentials of one registry host; ``auth`` is base64 of ``username:password``. Empty text means not given."""

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    auth: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Tls:
    """TLS settings of one registry host: paths on the node, or PEM content still to be put there.

    No program reads the ``*_content`` fields: they become files, and the files' paths take their place.
    """

    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    insecure_skip_verify: bool = False
    ca_content: str = field(default="", repr=False)
    cert_content: str = field(default="", repr=False)
    key_content: str = field(default="", repr=False)


@dataclass(frozen=True)
class Mirror:
    """The endpoints that are queried first for one registry's images, in order, and the rewrites of repositories."""

    endpoints: tuple[str, ...] = field(default=(), repr=False)
    rewrites: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Config:
    """How to talk to one registry host. ``Auth()`` and None differ: K3s writes a directory for the first."""

    auth: Auth | None = None
    tls: Tls | None = None


@dataclass(frozen=True)
class Registries:
    """Mirrors by registry name (``*`` for any) and settings by registry ``host[:port]``.

    ``findings`` are all problems of the variables. The other fields do not contain values of a wrong type.
    """

    mirrors: Mapping[str, Mirror] = field(default_factory=dict)
    configs: Mapping[str, Config] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that must stop a run before a node is written."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def parse_registries(mirrors: object, configs: object) -> Registries:
    """Parse ``registries_mirrors`` and ``registries_configs``; never raises, all problems are in ``findings``."""
    reader = VariableReader()
    parsed_mirrors = {
        key: _mirror(value) for key, value in _MIRRORS.read(reader, mirrors, "registries_mirrors").items()
    }
    parsed_configs = {
        key: _config(value) for key, value in _CONFIGS.read(reader, configs, "registries_configs").items()
    }
    return Registries(parsed_mirrors, parsed_configs, tuple(reader.findings))


def _mirror(given: Mapping[str, Any] | None) -> Mirror:
    if given is None:
        return Mirror()
    return Mirror(tuple(filter(None, given["endpoint"])), tuple(given["rewrite"].items()))


def _config(given: Mapping[str, Any] | None) -> Config:
    if given is None:
        return Config()
    auth, tls = given["auth"], given["tls"]
    return Config(None if auth is None else Auth(**auth), None if tls is None else Tls(**tls))

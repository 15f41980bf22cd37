# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registries a fleet is to use, in the schema of registries.yaml (RKE2, K3s), parsed from the role's variables.

The programs that read registries.yaml drop what they do not know without a word, so everything they would drop or
misread is a finding here. Reading a file as those programs do is another matter and not done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.checks import (
    check_auth,
    check_endpoint,
    check_key,
    check_tls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

MIRROR_KEYS = ("endpoint", "rewrite")
CONFIG_KEYS = ("auth", "tls")
AUTH_KEYS = ("username", "password", "auth", "identity_token")
TLS_FILE_KEYS = ("ca_file", "cert_file", "key_file")
TLS_CONTENT_KEYS = ("ca_content", "cert_content", "key_content")
TLS_KEYS = (*TLS_FILE_KEYS, "insecure_skip_verify", *TLS_CONTENT_KEYS)


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
    """Where one registry's images are asked for first, in this order, and under which repository name."""

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
    parsed_mirrors: dict[str, Mirror] = {}
    parsed_configs: dict[str, Config] = {}
    for key, value in reader.mapping(mirrors, "registries_mirrors").items():
        where = reader.within("registries_mirrors", key)
        check_key(reader, where, key)
        parsed_mirrors[key] = _mirror(reader, where, value)
    for key, value in reader.mapping(configs, "registries_configs").items():
        where = reader.within("registries_configs", key)
        check_key(reader, where, key)
        parsed_configs[key] = _config(reader, where, value)
    return Registries(parsed_mirrors, parsed_configs, tuple(reader.findings))


def _mirror(reader: VariableReader, where: str, value: object) -> Mirror:
    given = reader.mapping(value, where, MIRROR_KEYS)
    rewrite = reader.mapping(given.get("rewrite"), f"{where}.rewrite")
    rewrites = tuple(
        (pattern, reader.text(text, reader.within(f"{where}.rewrite", pattern))) for pattern, text in rewrite.items()
    )
    return Mirror(_endpoints(reader, f"{where}.endpoint", given.get("endpoint")), rewrites)


def _endpoints(reader: VariableReader, where: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        reader.error(
            "endpoint-not-a-list",
            where,
            f"The endpoints must be a list, not {reader.kind(value)}. RKE2 and K3s would not start.",
            "Write a list, also for a single endpoint: endpoint: ['https://mirror.example:5000'].",
        )
        return ()
    endpoints = [reader.text(item, f"{where}[{index}]", required=True) for index, item in enumerate(value)]
    for index, endpoint in enumerate(endpoints):
        check_endpoint(reader, f"{where}[{index}]", endpoint)
    return tuple(endpoint for endpoint in endpoints if endpoint)


def _config(reader: VariableReader, where: str, value: object) -> Config:
    given = reader.mapping(value, where, CONFIG_KEYS)
    auth = None if given.get("auth") is None else _auth(reader, f"{where}.auth", given["auth"])
    tls = None if given.get("tls") is None else _tls(reader, f"{where}.tls", given["tls"])
    return Config(auth, tls)


def _auth(reader: VariableReader, where: str, value: object) -> Auth:
    given = reader.mapping(value, where, AUTH_KEYS)
    texts = {key: reader.text(given.get(key), f"{where}.{key}") for key in AUTH_KEYS}
    if not any(texts[key] == "" and given.get(key) is not None and given[key] != "" for key in AUTH_KEYS):
        # Else what is of a wrong type would be called missing, too.
        check_auth(reader, where, texts)
    return Auth(**texts)


def _tls(reader: VariableReader, where: str, value: object) -> Tls:
    given = reader.mapping(value, where, TLS_KEYS)
    texts = {key: reader.text(given.get(key), f"{where}.{key}") for key in (*TLS_FILE_KEYS, *TLS_CONTENT_KEYS)}
    check_tls(reader, where, texts)
    insecure = reader.flag(given.get("insecure_skip_verify"), f"{where}.insecure_skip_verify")
    return Tls(**texts, insecure_skip_verify=insecure)

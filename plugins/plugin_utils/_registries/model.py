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
    DURATION_FIX,
    check_auth,
    check_capability,
    check_dial_timeout,
    check_endpoint,
    check_header,
    check_header_value,
    check_key,
    check_tls,
    is_header,
    shown_header,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.shapes import (
    Flag,
    Keys,
    ListOf,
    MappingOf,
    Text,
    TextOrKeys,
    TextOrTexts,
    WrongType,
)

TLS_FILE_KEYS = ("ca_file", "cert_file", "key_file")
_ENDPOINT = Keys(
    {
        "url": Text(required=True, check=check_endpoint),
        "capabilities": ListOf(
            Text(required=True, check=check_capability),
            WrongType(
                "wrong-type", "The capabilities must be a list, not {kind}.", "Write [pull], or [pull, resolve]."
            ),
        ),
        "dial_timeout": Text(check=check_dial_timeout, fix_of_scalar=DURATION_FIX),
        "header": MappingOf(TextOrTexts(check_header_value), check_header, shown_header),
    }
)
_MIRROR = Keys(
    {
        "endpoint": ListOf(
            TextOrKeys("url", _ENDPOINT),
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
_DIAL_TIMEOUT = Text(check=check_dial_timeout, fix_of_scalar=DURATION_FIX)


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
class EndpointOptions:
    """How containerd requests one endpoint. Empty values mean: as containerd does it without the option.

    ``headers`` are sent with each request. ``dial_timeout`` is a Go duration.
    """

    capabilities: tuple[str, ...] = ()
    dial_timeout: str = ""
    headers: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Mirror:
    """The endpoints that are queried first for one registry's images, in order, and the rewrites of repositories.

    ``options`` are by endpoint, as it is written.
    """

    endpoints: tuple[str, ...] = field(default=(), repr=False)
    rewrites: tuple[tuple[str, str], ...] = ()
    options: Mapping[str, EndpointOptions] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Config:
    """How to talk to one registry host. ``Auth()`` and None differ: K3s writes a directory for the first."""

    auth: Auth | None = None
    tls: Tls | None = None


@dataclass(frozen=True)
class Registries:
    """Mirrors by registry name (``*`` for any) and settings by registry ``host[:port]``.

    ``findings`` are all problems of the variables. The other fields do not contain values of a wrong type.
    ``dial_timeout`` is for all endpoints without one in their options.
    """

    mirrors: Mapping[str, Mirror] = field(default_factory=dict)
    configs: Mapping[str, Config] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    dial_timeout: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that must stop a run before a node is written."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def parse_registries(mirrors: object, configs: object, dial_timeout: object = "") -> Registries:
    """Parse ``registries_mirrors``, ``registries_configs`` and ``registries_dial_timeout``.

    Never raises, all problems are in ``findings``.
    """
    reader = VariableReader()
    parsed_mirrors = {
        key: _mirror(value) for key, value in _MIRRORS.read(reader, mirrors, "registries_mirrors").items()
    }
    parsed_configs = {
        key: _config(value) for key, value in _CONFIGS.read(reader, configs, "registries_configs").items()
    }
    timeout = _DIAL_TIMEOUT.read(reader, dial_timeout, "registries_dial_timeout")
    return Registries(parsed_mirrors, parsed_configs, tuple(reader.findings), timeout)


def _mirror(given: Mapping[str, Any] | None) -> Mirror:
    if given is None:
        return Mirror()
    endpoints = [endpoint for endpoint in given["endpoint"] if endpoint and endpoint["url"]]
    options: dict[str, EndpointOptions] = {}
    for endpoint in endpoints:
        # Of an endpoint that is listed twice, the first one counts.
        options.setdefault(endpoint["url"], _options(endpoint))
    return Mirror(
        tuple(endpoint["url"] for endpoint in endpoints),
        tuple(given["rewrite"].items()),
        {url: found for url, found in options.items() if found != EndpointOptions()},
    )


def _options(endpoint: Mapping[str, Any]) -> EndpointOptions:
    return EndpointOptions(
        tuple(dict.fromkeys(endpoint["capabilities"])),
        endpoint["dial_timeout"],
        tuple((name, tuple(values)) for name, values in sorted(endpoint["header"].items()) if is_header(name)),
    )


def _config(given: Mapping[str, Any] | None) -> Config:
    if given is None:
        return Config()
    auth, tls = given["auth"], given["tls"]
    return Config(None if auth is None else Auth(**auth), None if tls is None else Tls(**tls))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded output of the certs.d generator of K3s and RKE2."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import (
    EmbeddedRegistry,
    HostDirectory,
    HostEndpoint,
    generate_hosts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_hosts_toml import hosts_toml
from ansible_collections.pullproof.registry.tests.vectors import load_cases

from tests.vectors.readers.registries_yaml import read_registries_yaml

EMBEDDED_TLS = Tls("server-ca", "client-cert", "client-key")


def as_recorded(endpoint: HostEndpoint) -> dict[str, Any]:
    tls = endpoint.config.tls or Tls()
    recorded = {
        "url": endpoint.url or "",
        "override_path": endpoint.override_path,
        "rewrite": dict(endpoint.rewrites),
        "ca": tls.ca_file,
        "cert": tls.cert_file,
        "key": tls.key_file,
        "skip_verify": tls.insecure_skip_verify,
        "has_auth": endpoint.config.auth is not None,
    }
    return {key: value for key, value in recorded.items() if value or key == "url"}


def parsed_toml(directory: HostDirectory, program: str) -> Any:
    try:
        return tomllib.loads(hosts_toml(directory, program))
    except tomllib.TOMLDecodeError:
        return None


@pytest.mark.parametrize("case", load_cases("hosts"))
def test_the_directories_are_those_k3s_writes(case: dict[str, Any]) -> None:
    address = case["embedded_registry_address"]
    generated = generate_hosts(
        read_registries_yaml(case["registries_yaml"]),
        default_endpoint=not case["disable_default_registry_endpoint"],
        embedded=EmbeddedRegistry(address, EMBEDDED_TLS) if address else None,
    )
    assert sorted(generated.directories) == sorted(case["registries"])
    for name, recorded in case["registries"].items():
        directory = generated.directories[name]
        default = directory.default
        assert parsed_toml(directory, case["program"]) == (recorded["hosts_toml"] if recorded["toml_valid"] else None)
        assert [endpoint.url for endpoint in directory.endpoints] == recorded["order"]
        assert [as_recorded(endpoint) for endpoint in directory.endpoints] == recorded["endpoints"]
        assert (as_recorded(default) if default else None) == recorded["default"]
        assert (default is None or default.url is None) == recorded["server_nil"]
    assert len(generated.log) == len(case["log"])

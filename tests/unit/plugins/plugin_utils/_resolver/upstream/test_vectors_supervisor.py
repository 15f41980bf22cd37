# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded requests of wharfie, RKE2's own bootstrap pull."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie import (
    BootstrapEndpoint,
    bootstrap_endpoints,
)
from ansible_collections.pullproof.registry.tests.vectors import load_cases

from tests.vectors.readers.go_yaml import GoYamlError
from tests.vectors.readers.registries_yaml import read_registries_yaml

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth


def authorization(auth: Auth) -> str:
    if auth.username and auth.password:
        return f"Basic {auth.username}:{auth.password}"
    return f"Basic {base64.b64decode(auth.auth).decode()}"


def as_recorded(endpoint: BootstrapEndpoint) -> list[dict[str, str]]:
    if endpoint.url.scheme == "https":
        return [{"connect": endpoint.address}] * endpoint.first_request_attempts
    if endpoint.url.scheme != "http":
        return []
    manifest = {"method": "GET", "url": endpoint.manifest_url}
    if endpoint.basic_credentials:
        manifest["authorization"] = authorization(endpoint.basic_credentials)
    return [{"method": "GET", "url": endpoint.ping_url}, manifest]


@pytest.mark.parametrize("case", load_cases("supervisor"))
def test_the_requests_are_those_wharfie_sends(case: dict[str, Any]) -> None:
    if case["error"]:
        with pytest.raises(GoYamlError):
            read_registries_yaml(case["registries_yaml"])
        return
    endpoints = bootstrap_endpoints(read_registries_yaml(case["registries_yaml"]), case["image"])
    assert [request for endpoint in endpoints for request in as_recorded(endpoint)] == case["requests"]

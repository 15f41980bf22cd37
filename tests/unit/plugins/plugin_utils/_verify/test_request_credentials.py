# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials for the Docker Engine."""

from __future__ import annotations

import base64
import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.request import registry_auth

PASSWORD = "q\"'%$ \\"


def decoded(header: str | None) -> dict[str, str]:
    assert header is not None
    fields: dict[str, str] = json.loads(base64.urlsafe_b64decode(header))
    return fields


@pytest.mark.parametrize(
    ("auth", "fields"),
    [
        (Auth(username="me", password=PASSWORD), {"username": "me", "password": PASSWORD}),
        (Auth(auth=base64.b64encode(b"me:a:b").decode()), {"username": "me", "password": "a:b"}),
        (Auth(identity_token="t"), {"identitytoken": "t"}),
    ],
)
def test_every_kind_of_credentials_arrives_unchanged(auth: Auth, fields: dict[str, str]) -> None:
    header = registry_auth({"h:5000": Config(auth=auth)}, "h:5000")
    assert decoded(header) == {**fields, "serveraddress": "h:5000"}


def test_docker_hub_is_known_by_its_address_and_found_by_each_of_its_names() -> None:
    for key in ("docker.io", "registry-1.docker.io", "index.docker.io"):
        header = registry_auth({key: Config(auth=Auth(username="me", password="p"))}, "docker.io")
        assert decoded(header)["serveraddress"] == "https://index.docker.io/v1/"


@pytest.mark.parametrize("key", ["*", "h", "h:443", "other:5000", "docker.io"])
def test_credentials_of_another_host_are_never_sent(key: str) -> None:
    assert registry_auth({key: Config(auth=Auth(username="me", password="p"))}, "h:5000") is None


@pytest.mark.parametrize("config", [Config(), Config(tls=Tls(ca_file="/ca")), Config(auth=Auth())])
def test_a_host_without_credentials_has_no_header(config: Config) -> None:
    assert registry_auth({"h": config}, "h") is None

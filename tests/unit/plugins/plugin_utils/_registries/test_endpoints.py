# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    config_for,
    endpoint_url,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config


@pytest.mark.parametrize(
    ("endpoint", "url", "path"),
    [
        ("https://mirror.example:5000", "https://mirror.example:5000", ""),
        ("https://mirror.example/v2", "https://mirror.example", ""),
        ("mirror.example", "https://mirror.example", ""),
        ("http://mirror.example/", "http://mirror.example", ""),
        ("localhost:5000", "http://localhost:5000", ""),
        ("localhost:443", "https://localhost:443", ""),
        ("https://harbor.example/v2/hub-proxy", "https://harbor.example/v2/hub-proxy", "/v2/hub-proxy"),
        ("docker.io", "https://registry-1.docker.io", ""),
    ],
)
def test_endpoints_mean_what_they_mean_to_k3s(endpoint: str, url: str, path: str) -> None:
    assert (str(endpoint_url(endpoint)), endpoint_url(endpoint).path) == (url, path)


def test_settings_are_found_by_the_very_spelling_of_the_host() -> None:
    config = Config(Auth("u", "p"))
    assert config_for({"mirror.example:443": config}, "mirror.example") is None
    assert config_for({"mirror.example": config}, "mirror.example") is config


def test_docker_hub_has_two_names_and_that_of_the_host_comes_first() -> None:
    by_host, by_name = Config(Auth("host")), Config(Auth("name"))
    assert config_for({"docker.io": by_name}, "registry-1.docker.io") is by_name
    assert config_for({"docker.io": by_name, "registry-1.docker.io": by_host}, "docker.io") is by_host

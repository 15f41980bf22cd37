# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors of Docker Engine with a path, and its containerd image store."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PATH = "https://m.example/artifactory/api/docker/hub"


def findings(endpoint: str, version: str | None, configs: Any = None, **known: Any) -> dict[str, str]:
    registries = parse_registries({"docker.io": {"endpoint": [endpoint]}}, configs)
    found = lint(lint_subject(registries, "docker", version, docker_config=("/c.json",), **known))
    return {finding.id: finding.severity for finding in found if finding.severity != "info"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("20.10.24", {"mirror-with-path": "error"}),
        ("24.0.7", {"mirror-with-path": "error"}),
        ("24.0.8", {}),
        ("25.0.0", {}),
        ("29.1.3", {}),
        (None, {"mirror-with-path": "warning"}),
    ],
)
def test_a_path_is_an_error_where_the_engine_does_not_start_with_it(version: str | None, expected: Any) -> None:
    assert findings(PATH, version) == expected


@pytest.mark.parametrize(
    ("endpoint", "is_found"),
    [("https://m/v2/hub", True), ("https://m/hub/v2", True), ("https://m/v2", False), (f"{PATH}/", False)],
)
def test_v2_in_the_path_is_appended_once_more(endpoint: str, is_found: bool) -> None:
    assert ("mirror-path-with-v2" in findings(endpoint, "28.5.1")) is is_found


@pytest.mark.parametrize("version", ["29.0.0", "29.1.3"])
def test_the_image_store_of_docker_29_sends_a_mirror_no_credentials_and_tokens_without_settings(version: str) -> None:
    auth = {"docker.io": {"auth": {"username": "u", "password": "p"}}}
    tls = {"m.example": {"tls": {"insecure_skip_verify": True}}}
    assert findings("https://m.example", version, {**auth, **tls}, allow_insecure=True) == {
        "docker-mirror-without-credentials": "warning",
        "docker-token-tls": "warning",
    }
    assert findings("https://m.example", "28.5.1", {**auth, **tls}, allow_insecure=True) == {}

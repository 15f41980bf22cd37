# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runtime, in which version, supports the options of endpoints."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import check_docker
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.endpoint_options import (
    check_endpoint_options,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import check_rancher
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

PLACE = "registries_mirrors['docker.io'].endpoint[1]"
ALL = {"capabilities": ["pull", "resolve"], "dial_timeout": "2s", "header": {"X-Key": "s3cret"}}


def wanted(options: dict[str, Any], dial_timeout: str = "", *, default_endpoint: bool = True) -> RegistrySettings:
    endpoints = ["https://one.example", {"url": "https://two.example", **options}]
    mirrors = {"docker.io": {"endpoint": endpoints if default_endpoint else endpoints[1:]}}
    return RegistrySettings(parse_registries(mirrors, {}, dial_timeout), default_endpoint)


def places(settings: RegistrySettings, version: tuple[int, int] | None) -> list[tuple[str, str]]:
    return [(finding.id, finding.where) for finding in check_endpoint_options(settings, version)]


@pytest.mark.parametrize("version", [None, (2, 1), (2, 4)])
def test_containerd_has_all_options_since_2_1(version: tuple[int, int] | None) -> None:
    assert places(wanted(ALL, "5s"), version) == []


@pytest.mark.parametrize("version", [(1, 6), (1, 7), (2, 0)])
def test_before_2_1_it_has_no_dial_timeout(version: tuple[int, int]) -> None:
    assert places(wanted(ALL, "5s"), version) == [
        ("timeout-unsupported", "registries_dial_timeout"),
        ("timeout-unsupported", f"{PLACE}.dial_timeout"),
    ]


def test_rke2_k3s_and_docker_have_none_of_them() -> None:
    settings = wanted(ALL, "5s")
    expected = ["registries_dial_timeout", *(f"{PLACE}.{name}" for name in ("capabilities", "dial_timeout", "header"))]
    for findings in (
        check_rancher(settings, RUNTIMES["rke2-server"]),
        check_rancher(settings, RUNTIMES["k3s-agent"]),
        check_docker(settings),
    ):
        found = [finding for finding in findings if finding.id == "endpoint-option-unsupported"]
        assert [(finding.severity, finding.where) for finding in found] == [("error", where) for where in expected]
        assert "s3cret" not in str(found)


def test_an_endpoint_without_pull_is_used_for_downloads_anyway() -> None:
    assert places(wanted({"capabilities": ["resolve"]}), None) == [("capability-pull-ignored", f"{PLACE}.capabilities")]


def test_some_endpoint_must_resolve_tags() -> None:
    only_pull = {"capabilities": ["pull"]}
    assert places(wanted(only_pull), None) == []
    assert places(wanted(only_pull, default_endpoint=False), None) == [
        ("no-endpoint-resolves", "registries_mirrors['docker.io']")
    ]

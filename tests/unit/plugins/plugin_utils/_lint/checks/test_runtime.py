# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.runtime import check_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import with_runtime_facts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"]}}


def ids(name: str, seen: Any, mirrors: object, configs: object = None, **known: Any) -> list[str]:
    subject = lint_subject(parse_registries(mirrors, configs), name, **known)
    return [finding.id for finding in check_runtime(with_runtime_facts(subject, ChosenRuntime(RUNTIMES[name], seen)))]


def seen_runtime(config: str = "version = 2\n", options: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"version": "2.1.9", "config": describe_config(config), "unit": {"options": list(options)}}


@pytest.mark.parametrize("name", ["rke2-server", "k3s-agent", "containerd", "docker"])
@pytest.mark.parametrize("installed", [True, False])
def test_sound_variables_have_no_findings_for_any_runtime_also_before_it_is_installed(
    name: str, installed: bool
) -> None:
    assert ids(name, seen_runtime() if installed else None, MIRRORS) == []


def test_errors_of_the_variables_and_of_the_runtime_are_all_found_at_once() -> None:
    mirrors = {"quay.io": {"endpoint": ["https://"], "rewrite": {"a": "b"}, "endpoints": []}}
    configs = {"m.example": {"tls": {"insecure_skip_verify": True, "ca_content": "x"}}}
    assert ids("containerd", seen_runtime(), mirrors, configs, docker_config=("config.json",)) == [
        "unknown-key",
        "endpoint-invalid-url",
        "insecure-not-allowed",
        "tls-not-pem",
        "path-not-absolute",
        "rewrite-unsupported",
    ]


def test_the_config_of_the_nodes_containerd_is_checked() -> None:
    with_mirrors = '[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\nendpoint = ["https://o"]\n'
    assert ids("containerd", seen_runtime("version = 2\n" + with_mirrors), MIRRORS) == ["config-conflict"]


def test_the_command_line_of_the_nodes_dockerd_is_checked() -> None:
    assert ids("docker", seen_runtime(options=("registry-mirror",)), MIRRORS) == ["docker-command-line"]


def test_the_version_that_is_asked_for_counts_before_that_of_the_node() -> None:
    address = {"docker.io": {"endpoint": ["https://[fd00::1]:5000"]}}
    assert ids("containerd", seen_runtime(), address) == []
    assert ids("containerd", seen_runtime(), address, version="1.7.24") == ["ipv6-unsupported"]

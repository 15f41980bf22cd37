# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    check_settings,
    parse_settings,
    plan_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

KEY = b"key"
MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"]}}


def wanted(**given: Any) -> RegistrySettings:
    defaults = {
        "mirrors": MIRRORS,
        "configs": {},
        "default_endpoint": True,
        "dial_timeout": "",
        "image_pull_progress_timeout": "",
        "docker_config": [],
    }
    return parse_settings({**defaults, **given})


def chosen(name: str, installed: bool = True) -> ChosenRuntime:
    seen: Any = {"version": "2.1.9", "config": describe_config("version = 2\n"), "unit": {"options": []}}
    return ChosenRuntime(RUNTIMES[name], seen if installed else None)


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("rke2-server", ["/etc/rancher/rke2/registries.yaml"]),
        ("k3s-agent", ["/etc/rancher/k3s/registries.yaml"]),
        ("containerd", ["/etc/containerd/certs.d/docker.io/hosts.toml", "/etc/containerd/config.toml"]),
        ("docker", ["/etc/docker/daemon.json"]),
    ],
)
@pytest.mark.parametrize("installed", [True, False])
def test_the_same_variables_become_the_files_of_each_runtime_also_before_it_is_installed(
    name: str, paths: list[str], installed: bool
) -> None:
    plan = plan_registries(wanted(), chosen(name, installed), overwrite_unmanaged=False, key=KEY)
    assert [planned.path for planned in plan.files] == paths


@pytest.mark.parametrize("runtime", [chosen("containerd"), chosen("rke2-server"), None])
def test_emptied_variables_plan_no_file_so_that_ours_are_removed(runtime: ChosenRuntime | None) -> None:
    empty = wanted(mirrors={}, default_endpoint=False, docker_config=["/root/.docker/config.json"])
    assert plan_registries(empty, runtime, overwrite_unmanaged=False, key=KEY).files == ()


def test_skipping_verification_has_to_be_allowed() -> None:
    given = wanted(configs={"m.example": {"tls": {"insecure_skip_verify": True}}})
    assert [finding.id for finding in check_settings(given, allow_insecure=False)] == ["insecure-not-allowed"]
    assert check_settings(given, allow_insecure=True) == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of plain containerd: which table and which folder count."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CERTS_D,
    describe_config,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime


def programs(version: str | None, config: str | None = None) -> Any:
    return {"version": version, "config": describe_config(config)}


@pytest.mark.parametrize(
    ("version", "config", "reads"),
    [
        ("1.7.24", "version = 2\n", False),
        ("2.1.9", "version = 2\n", True),
        ("1.7.24", '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/srv"\n', False),
        ("1.7.24", 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/srv"\n', True),
    ],
    ids=[
        "1.x has no default",
        "2.x has a default",
        "a table of another file version",
        "a config_path that is set",
    ],
)
def test_hosts_files_are_read_by(version: str, config: str, reads: bool) -> None:
    assert ContainerdFacts.of(programs(version, config)).reads_hosts is reads


def test_without_a_config_path_the_default_folder_is_used() -> None:
    assert ContainerdFacts.of(programs("1.7.24")).folder == CERTS_D


def test_a_new_file_gets_the_version_that_its_containerd_writes() -> None:
    assert ContainerdFacts.of(programs("2.1.9")).written_version == 3
    assert ContainerdFacts.of(programs("1.7.24")).written_version == 2


def test_a_runtime_that_is_not_installed_or_not_containerd_has_defaults() -> None:
    assert ContainerdFacts.of(None) == ContainerdFacts()
    rke2: Any = {"version": "v1.34.1+rke2r1", "config": None}
    assert ContainerdFacts.of(rke2) == ContainerdFacts()


def test_a_chosen_runtime_builds_them_once() -> None:
    chosen = ChosenRuntime(RUNTIMES["containerd"], programs("2.1.9"))
    assert chosen.containerd.version == (2, 1)
    assert chosen.containerd is chosen.containerd

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of plain containerd: which table and which folder count."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CERTS_D,
    CONFIG_PATH,
    describe_config,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime

IMAGES = "version = 3\n[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path = {}\n"
LOCAL_PULL = "[plugins.'io.containerd.cri.v1.images']\nuse_local_image_pull = true\n"
DOWNLOADS = "[plugins.'io.containerd.cri.v1.images']\nmax_concurrent_downloads = 8\n"
CREDENTIALS = "[plugins.'io.containerd.cri.v1.images'.registry.configs.h.auth]\nusername = 'u'\n"


def programs(version: str | None, config: str | None = None) -> Any:
    return {"version": version, "config": describe_config(config)}


@pytest.mark.parametrize(
    ("version", "config", "reads"),
    [
        ("1.7.24", "version = 2\n", False),
        ("2.1.9", "version = 3\n", False),
        ("2.0.5", IMAGES.format("''"), False),
        ("2.1.9", IMAGES.format("'/srv'"), True),
        ("2.1.9", IMAGES.format("'/srv:/etc/docker/certs.d'"), False),
        ("2.0.5", IMAGES.format("'/srv:/etc/docker/certs.d'"), True),
        ("2.1.9", IMAGES.format("'/srv:/x'") + LOCAL_PULL, True),
        ("2.1.9", IMAGES.format("'/srv:/x'") + DOWNLOADS, True),
        ("2.1.9", IMAGES.format("'/srv:/x'") + CREDENTIALS, True),
        ("2.4.2", "version = 4\n", False),
        ("2.4.2", "version = 4\n" + LOCAL_PULL, True),
        ("1.7.24", '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/srv"\n', False),
        ("1.7.24", 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/srv"\n', True),
    ],
    ids=[
        "1.x has no default",
        "2.0 and 2.1 have no default",
        "2.0 and 2.1 have no default for an empty one",
        "one folder",
        "a list is one folder for the transfer service",
        "2.0 has no transfer service for CRI",
        "local pulls search all folders of a list",
        "so do local pulls that another setting forces",
        "so do local pulls because of credentials",
        "the default of 2.2 and later is a list",
        "local pulls search all folders of the default",
        "a table of another file version",
        "a config_path that is set",
    ],
)
def test_hosts_files_are_read_by(version: str, config: str, reads: bool) -> None:
    assert ContainerdFacts.of(programs(version, config)).reads_hosts is reads


def test_why_hosts_files_are_ignored_names_the_value() -> None:
    assert ContainerdFacts.of(programs("2.1.9", IMAGES.format("'/a:/b'"))).hosts_ignored == (
        "config_path is a list (/a:/b), which the transfer service takes as one folder"
    )
    assert ContainerdFacts.of(programs("2.4.2", "version = 4\n")).hosts_ignored == (
        "config.toml sets no config_path, and its default is a list (/etc/containerd/certs.d:/etc/docker/certs.d), "
        "which the transfer service takes as one folder"
    )


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


NVIDIA = "/etc/containerd/conf.d/nvidia.toml"
MAIN = f'version = 2\nimports = ["{NVIDIA}"]\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/srv"\n'
CRI = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\ndefault_runtime_name = "nvidia"\n'


def importing(version: str, drop_in: str, main: str = MAIN) -> ContainerdFacts:
    texts = {CONFIG_PATH: main, NVIDIA: drop_in}
    files: Any = SimpleNamespace(read=texts.get)
    seen: Any = {"version": version, "config": observe_containerd_config(files, version)}
    return ContainerdFacts.of(seen)


@pytest.mark.parametrize(
    ("version", "drop_in", "reason"),
    [
        (
            "1.7.24",
            CRI,
            "replaces its table io.containerd.grpc.v1.cri and sets no config_path, and this",
        ),
        ("2.1.9", "version = 3\n", "has another version, and the config_path of config.toml is lost, and this"),
        ("2.1.9", IMAGES.format("''"), "sets an empty config_path, and this containerd has no default"),
        ("2.1.9", IMAGES.format("'/a:/b'"), "is a list (/a:/b), which the transfer service takes as one folder"),
    ],
)
def test_an_imported_file_that_hides_the_config_path_is_named(version: str, drop_in: str, reason: str) -> None:
    found = importing(version, drop_in).hosts_ignored
    assert f"{NVIDIA}, which config.toml imports," in found
    assert reason in found


@pytest.mark.parametrize("version", ["2.1.9", "2.2.5", "2.4.2"])
def test_merged_tables_keep_the_config_path(version: str) -> None:
    found = importing(version, CRI)
    assert (found.reads_hosts, found.folder, found.plugin) == (True, "/srv", "legacy")


def test_the_folder_of_a_drop_in_is_used() -> None:
    drop_in = CRI + '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/opt/certs.d"\n'
    for version in ("1.7.24", "2.1.9"):
        found = importing(version, drop_in)
        assert (found.reads_hosts, found.folder) == (True, "/opt/certs.d")


def test_the_role_writes_to_the_table_that_counts_with_a_newer_drop_in() -> None:
    assert importing("2.1.9", "version = 3\n").plugin == "images"
    assert importing("2.3.7", "version = 3\n").plugin == "legacy"


def test_imports_that_containerd_cannot_load_are_an_error_of_the_configuration() -> None:
    found = importing("2.3.2", "version = 3\n")
    assert found.error == f"{NVIDIA}: its version 3 is higher than version 2 of {CONFIG_PATH}"
    assert found.folder == "/srv"

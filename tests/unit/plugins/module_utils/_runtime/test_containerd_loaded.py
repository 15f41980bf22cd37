# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of config.toml and its imports, and the reasons that the controller derives from them."""

from __future__ import annotations

from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)

DROP_IN = "/etc/containerd/nvidia.toml"
LEGACY = '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/m"\n'
MAIN = f'version = 2\nimports = ["{DROP_IN}"]\n{LEGACY}'
RUNTIME = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\n'


class Files:
    def __init__(self, **texts: str) -> None:
        self.texts = {CONFIG_PATH: texts["main"], DROP_IN: texts.get("drop_in")}

    def read(self, path: str) -> str | None:
        return self.texts.get(path)


def facts(version: str | None, main: str, drop_in: str = "version = 2\n") -> Any:
    return observe_containerd_config(cast(NodeFiles, Files(main=main, drop_in=drop_in)), version)


def test_a_file_without_imports_has_no_further_facts() -> None:
    assert facts("1.7.24", f"version = 2\n{LEGACY}")["loaded"] is None


def test_imports_are_not_evaluated_for_an_unknown_version() -> None:
    assert facts(None, MAIN)["loaded"] is None


def test_the_file_that_replaces_the_table_is_named() -> None:
    found = facts("1.7.24", MAIN, RUNTIME)["loaded"]
    assert (found["files"], found["replaced_by"], found["config_path"]) == ([DROP_IN], DROP_IN, "")
    assert facts("2.1.9", MAIN, RUNTIME)["loaded"]["replaced_by"] == ""


def test_the_file_with_the_config_path_that_counts_is_named() -> None:
    found = facts("2.1.9", MAIN, f"version = 2\n{LEGACY.replace('/m', '/d')}")["loaded"]
    assert (found["config_path"], found["config_path_file"]) == ('"/d"', DROP_IN)


@pytest.mark.parametrize(
    ("version", "drop_in", "counts"),
    [
        ("1.7.24", "version = 2\n", 2),
        ("2.1.9", "version = 3\n", 3),
        ("2.1.9", "version = 2\n", 2),
        ("2.4.2", "version = 3\n", 2),
        ("1.6.20", "version = 3\n", 2),
    ],
)
def test_the_version_decides_which_table_of_config_toml_counts(version: str, drop_in: str, counts: int) -> None:
    assert facts(version, MAIN, drop_in)["loaded"]["version"] == counts


def test_credentials_that_a_drop_in_hides_do_not_count_and_no_secret_is_returned() -> None:
    auth = '[plugins."io.containerd.grpc.v1.cri".registry.configs."h".auth]\npassword = "s3cr3t"\n'
    hidden, merged = facts("1.7.24", MAIN + auth, RUNTIME), facts("2.1.9", MAIN + auth, RUNTIME)
    assert (hidden["loaded"]["credentials"], merged["loaded"]["credentials"]) == ([], ["h"])
    assert "s3cr3t" not in str((hidden, merged))


def test_disabled_plugins_of_a_drop_in_are_among_those_of_the_file() -> None:
    found = facts("1.7.24", MAIN, 'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n')
    assert found["disabled_plugins"] == ["io.containerd.grpc.v1.cri"]


def test_settings_that_conflict_with_a_config_path_are_listed_by_file() -> None:
    mirrors = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors.h]\nendpoint = ["https://m"]\n'
    conflicts = facts("2.1.9", MAIN, mirrors)["loaded"]["conflicts"]
    assert conflicts == {DROP_IN: ["io.containerd.cri.v1.images.registry.mirrors"]}


def test_a_configuration_that_containerd_rejects_has_an_error() -> None:
    assert facts("2.3.2", MAIN, "version = 3\n")["loaded"]["error"] == (
        f"{DROP_IN}: its version 3 is higher than version 2 of {CONFIG_PATH}"
    )

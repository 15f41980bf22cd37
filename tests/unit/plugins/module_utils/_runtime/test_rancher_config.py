# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data folder and the registries file that the configuration of RKE2 and K3s sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, placed
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.rancher_config import (
    config_files,
    paths_on_node,
)

RKE2 = RUNTIMES["rke2-agent"]
DEFAULTS = {"data_dir": "/var/lib/rancher/rke2", "registries_file": "/etc/rancher/rke2/registries.yaml"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    (tmp_path / "config.yaml.d").mkdir()
    return path


def data_dir(config: Path, node_files: NodeFiles, option: str = "", variable: str = "") -> str:
    options = {"config": str(config), **({"data-dir": option} if option else {})}
    return paths_on_node(RKE2, node_files, options, {"data-dir": variable} if variable else {})["data_dir"]


@pytest.mark.parametrize(
    "text",
    ["", "token: x\n", "# data-dir: /x\n", "node-label:\n  data-dir: /x\n", "data-dir:\n", "data-dir: |\n  /x\n"],
    ids=["empty file", "without the key", "comment", "key of another mapping", "without a value", "block"],
)
def test_without_a_certain_value_the_defaults_count(config: Path, node_files: NodeFiles, text: str) -> None:
    config.write_text(text)
    assert paths_on_node(RKE2, node_files, {"config": str(config)}, {}) == DEFAULTS


def test_config_yaml_sets_both_paths(config: Path, node_files: NodeFiles) -> None:
    config.write_text("data-dir: \"/data/rke2/\"  # a disk\n'private-registry': /etc/registries.yaml\n")
    assert paths_on_node(RKE2, node_files, {"config": str(config)}, {}) == {
        "data_dir": "/data/rke2",
        "registries_file": "/etc/registries.yaml",
    }


def test_a_later_drop_in_overrides_an_earlier_one_and_the_file(config: Path, node_files: NodeFiles) -> None:
    config.write_text("data-dir: /a\n")
    (config.parent / "config.yaml.d" / "20.yaml").write_text("data-dir: /c\n")
    (config.parent / "config.yaml.d" / "10.yml").write_text("data-dir: /b\n")
    assert data_dir(config, node_files) == "/c"


def test_drop_ins_are_listed_as_k3s_lists_them(config: Path, node_files: NodeFiles) -> None:
    for name, folder in ((".hidden.yaml", "/h"), ("UPPER.YAML", "/u"), ("note.txt", "/x")):
        (config.parent / "config.yaml.d" / name).write_text(f"data-dir: {folder}\n")
        (config.parent / "config.yaml.d" / "z.yaml").mkdir(exist_ok=True)
        assert data_dir(config, node_files) == ("/h" if name == ".hidden.yaml" else "/u")


def test_an_option_of_the_command_overrides_the_files_and_these_a_variable(config: Path, node_files: NodeFiles) -> None:
    assert data_dir(config, node_files, variable="/v") == "/v"
    config.write_text("data-dir: /a\n")
    assert data_dir(config, node_files, variable="/v") == "/a"
    assert data_dir(config, node_files, option="/o", variable="/v") == "/o"


def test_the_variable_with_the_path_of_the_configuration_overrides_the_option(
    config: Path, node_files: NodeFiles
) -> None:
    config.write_text("data-dir: /a\n")
    options, variables = {"config": str(config.parent / "other.yaml")}, {"config": str(config)}
    assert paths_on_node(RKE2, node_files, options, variables)["data_dir"] == "/a"


@pytest.mark.parametrize(("given", "first"), [("", "/etc/rancher/k3s/config.yaml"), ("/c.yaml", "/c.yaml")])
def test_the_first_configuration_file_is_the_usual_or_the_given_one(given: str, first: str) -> None:
    assert config_files("k3s", given)[0] == first


def test_programs_logs_and_generated_files_are_in_the_data_folder() -> None:
    runtime = placed(RKE2, {"rke2-agent": {"data_dir": "/data", "registries_file": "/r.yaml"}})
    assert (runtime.generated, runtime.registries_file) == ("/data/agent/etc/containerd", "/r.yaml")
    assert runtime.containerd_log == "/data/agent/containerd/containerd.log"
    assert runtime.crictl == ("/data/bin/crictl", "/var/lib/rancher/rke2/bin/crictl")


def test_a_runtime_whose_paths_are_not_known_is_unchanged() -> None:
    assert placed(RUNTIMES["containerd"], {}) == RUNTIMES["containerd"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_imports import (
    LoadedConfig,
    effective_table,
    load_config,
    release_of,
)

DUMPS = Path(__file__).parents[1] / "data" / "toml" / "imports.yml"
CASES = [
    pytest.param(case["config"], case["drop_in"], version, dumped, id=f"{case['says']}, {version}")
    for case in yaml.safe_load(DUMPS.read_text())
    for version, dumped in case["config_path"].items()
]
LEGACY = '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/m"\n'
IMAGES = '[plugins."io.containerd.cri.v1.images".registry]\nconfig_path = "/m"\n'


def loaded(folder: Path, version: str, config: str, **drop_ins: str) -> LoadedConfig:
    (folder / "conf.d").mkdir()
    for name, text in drop_ins.items():
        (folder / "conf.d" / f"{name}.toml").write_text(text)
    (folder / "config.toml").write_text(config.replace("DROP_INS", str(folder / "conf.d")))
    release = release_of(version)
    assert release is not None
    return load_config(str(folder / "config.toml"), release, NodeFiles(cast(Any, None)))


def config_path(found: LoadedConfig, version: str) -> str:
    setting = found.settings.get((*effective_table(found, release_of(version) or ()), "registry", "config_path"))
    return setting.literal.strip('"') if setting else ""


@pytest.mark.parametrize(("config", "drop_in", "version", "dumped"), CASES)
def test_imports_are_merged_as_containerd_dumps_them(
    tmp_path: Path, config: str, drop_in: str, version: str, dumped: str
) -> None:
    if dumped == "rejected":
        with pytest.raises(NodeError, match=str(tmp_path)):
            loaded(tmp_path, version, config, a=drop_in)
    else:
        assert config_path(loaded(tmp_path, version, config, a=drop_in), version) == dumped


@pytest.mark.parametrize("version", ["2.0.5", "2.2.5"])
def test_before_2_3_a_newer_drop_in_prevents_the_migration_of_the_old_table(tmp_path: Path, version: str) -> None:
    config = f'version = 2\nimports = ["DROP_INS/*.toml"]\n{LEGACY}'
    assert config_path(loaded(tmp_path, version, config, a="version = 3\n"), version) == ""


@pytest.mark.parametrize(("version", "is_rejected"), [("2.3.0", True), ("2.3.4", True), ("2.3.5", False)])
def test_some_releases_reject_a_drop_in_with_a_higher_version(tmp_path: Path, version: str, is_rejected: bool) -> None:
    config = f'version = 2\nimports = ["DROP_INS/*.toml"]\n{LEGACY}'
    if is_rejected:
        with pytest.raises(NodeError, match="version 3 is higher than version 2 of"):
            loaded(tmp_path, version, config, a="version = 3\n")
    else:
        assert loaded(tmp_path, version, config, a="version = 3\n").files


def test_a_later_file_overrides_an_earlier_one_and_a_leading_dot_hides_no_file(tmp_path: Path) -> None:
    drop_ins = {".z": "version = 3\n", "10-a": IMAGES.replace("/m", "/a"), "20-b": IMAGES.replace("/m", "/b")}
    found = loaded(tmp_path, "2.1.9", 'version = 3\nimports = ["conf.d/*.toml"]\n', **drop_ins)
    assert config_path(found, "2.1.9") == "/b"
    assert [Path(file).name for file in found.files] == ["config.toml", ".z.toml", "10-a.toml", "20-b.toml"]


def test_imports_that_lead_back_are_loaded_once(tmp_path: Path) -> None:
    found = loaded(tmp_path, "1.7.24", 'imports = ["conf.d/a.toml"]\n', a='imports = ["../config.toml"]\n')
    assert len(found.files) == len({"config.toml", "a.toml"})


def test_1_6_resolves_no_relative_pattern_in_the_folder_of_the_file(tmp_path: Path) -> None:
    config = f'version = 2\nimports = ["conf.d/*.toml"]\n{LEGACY}'
    drop_in = 'version = 2\n[plugins."io.containerd.grpc.v1.cri"]\n'
    assert config_path(loaded(tmp_path, "1.6.20", config, a=drop_in), "1.6.20") == "/m"


def test_an_import_that_does_not_exist_stops_containerd(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match=r"none\.toml: it does not exist, and \S+config\.toml imports it"):
        loaded(tmp_path, "2.1.9", 'version = 3\nimports = ["conf.d/none.toml"]\n')


def test_an_import_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match=r"a\.toml: line 1, column"):
        loaded(tmp_path, "2.1.9", 'version = 3\nimports = ["DROP_INS/*.toml"]\n', a="password = 's3cr3t\n")


def test_disabled_plugins_of_all_files_count(tmp_path: Path) -> None:
    config = 'version = 2\nimports = ["DROP_INS/*"]\ndisabled_plugins = ["a.b.c.d"]\n'
    found = loaded(tmp_path, "1.7.24", config, a='disabled_plugins = ["io.containerd.grpc.v1.cri"]\n')
    assert "io.containerd.grpc.v1.cri" in found.settings[("disabled_plugins",)].literal
    assert "a.b.c.d" in found.settings[("disabled_plugins",)].literal


def test_an_import_that_is_a_folder_is_reported_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match=f"{tmp_path}/conf.d: it can't be read, and {tmp_path}/config.toml imports it"):
        loaded(tmp_path, "2.1.9", 'version = 2\nimports = ["DROP_INS"]\n')


def test_an_import_that_is_a_loop_of_links_is_reported_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    with pytest.raises(NodeError, match=f"{tmp_path}/loop.toml: it can't be read"):
        loaded(tmp_path, "2.1.9", 'version = 2\nimports = ["loop.toml"]\n')


@pytest.mark.parametrize("version", ["1.6.20", "1.7.24", "2.1.9"])
def test_plugins_can_be_an_inline_table(tmp_path: Path, version: str) -> None:
    assert config_path(loaded(tmp_path, version, "version = 2\nplugins = {}\n"), version) == ""

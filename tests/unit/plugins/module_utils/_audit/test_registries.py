# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registries of each runtime for an audit: readable but for what may be a secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._audit import registries
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder, as_results
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CONFIG_PATH,
    describe_config,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

KEY = b"k" * 32
REGISTRIES = """mirrors:
  docker.io:
    endpoint:
      - https://user:hunter2@m.example/v2?token=hunter2
    rewrite:
      "^(.*?)@$": "p/$1"
configs:
  m.example:
    auth:
      username: puller
      password: hunter2
      hunter2: x
    tls:
      ca_file: /ca.pem
      hunter2: y
  hunter2@n.example:
    password: hunter2
hunter2: 1
"""
TOML = """disabled_plugins = ["cri"]
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".registry.configs."m.example".auth]
  password = "hunter2"
[plugins."io.containerd.grpc.v1.cri"]
  image_pull_progress_timeout = "5m0s"
  sandbox_image = "pause"
"""


def items(name: str, files: NodeFiles, record: Record | None = None) -> list[AuditItem]:
    runtime = name if isinstance(name, Runtime) else RUNTIMES[name]
    config = describe_config(files.read(CONFIG_PATH)) if runtime.product == "containerd" else None
    return list(registries.registries_items(runtime, config, record or Record(), files, ItemBuilder(KEY)))


def shown(found: list[AuditItem]) -> dict[str, str | None]:
    return {item.key: item.shown for item in found}


@pytest.fixture
def registries_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the node has in place of /etc/rancher/rke2/registries.yaml."""
    runtime = RUNTIMES["rke2-agent"]
    path = tmp_path / "registries.yaml"
    path.write_text(REGISTRIES)
    changed = Runtime(**{**vars(runtime), "registries_file": str(path), "product": "absent"})
    monkeypatch.setitem(RUNTIMES, "rke2-agent", changed)
    return path


def test_mirrors_are_readable_and_credentials_are_not(registries_yaml: Path, node_files: NodeFiles) -> None:
    found = items("rke2-agent", node_files)
    seen = shown(found)
    assert seen["endpoint 0 of docker.io"] == "https://***@m.example/v2?***"
    assert seen["rewrite ^(.*?)@$ of docker.io"] == "p/$1"
    assert seen["ca_file of m.example"] == "/ca.pem"
    assert seen["credentials of m.example (password)"] is None
    assert seen["credentials of m.example (another key)"] is None
    assert "hunter2" not in json.dumps(as_results(found))


def test_a_changed_secret_changes_the_digest_and_nothing_else(registries_yaml: Path, node_files: NodeFiles) -> None:
    before = items("rke2-agent", node_files)
    registries_yaml.write_text(REGISTRIES.replace("password: hunter2\n      h", "password: other\n      h"))
    changed = [now.key for now, then in zip(items("rke2-agent", node_files), before, strict=True) if now != then]
    assert changed == ["credentials of m.example (password)"]


def test_masked_credentials_in_an_endpoint_are_still_compared(registries_yaml: Path, node_files: NodeFiles) -> None:
    before = items("rke2-agent", node_files)
    registries_yaml.write_text(REGISTRIES.replace("user:hunter2@", "user:other@"))
    changed = [now for now, then in zip(items("rke2-agent", node_files), before, strict=True) if now != then]
    assert [item.key for item in changed] == ["endpoint 0 of docker.io"]


def test_a_digest_depends_on_the_key_of_the_run() -> None:
    assert ItemBuilder(b"a").secret("p", "k", "hunter2") != ItemBuilder(b"b").secret("p", "k", "hunter2")


def test_what_is_no_yaml_is_one_digest(registries_yaml: Path, node_files: NodeFiles) -> None:
    registries_yaml.write_text("{mirrors: hunter2\n")
    assert shown(items("rke2-agent", node_files)) == {"": "present", "line 1 and all below it": None}


def test_settings_of_containerd_are_named_alike_in_every_version(
    tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    monkeypatch.setattr(registries, "CONFIG_PATH", str(path))
    path.write_text(TOML)
    old = items("containerd", node_files)
    path.write_text(TOML.replace("io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"))
    assert items("containerd", node_files) == old
    assert shown(old) == {
        "": "present",
        "disabled_plugins": '["cri"]',
        "config_path": "/etc/containerd/certs.d",
        "credentials of m.example (password)": None,
    }


def test_docker_has_its_lists_and_the_credentials_that_we_wrote(
    tmp_path: Path, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon, config = tmp_path / "daemon.json", tmp_path / "config.json"
    monkeypatch.setattr(registries, "DOCKER_DAEMON_FILE", str(daemon))
    daemon.write_text('{"registry-mirrors": ["https://m"], "insecure-registries": ["h:5000"], "x": "hunter2"}')
    config.write_text('{"auths": {"m.example": {"auth": "hunter2"}}}')
    record = Record({str(config): ManagedFile("registries", "json", "live", "0600", True, "d", "m")})
    found = items("docker", node_files, record)
    assert shown(found) == {
        "registry-mirrors 0": "https://m",
        "insecure-registries 0": "h:5000",
        "credentials of m.example": None,
    }
    assert "hunter2" not in json.dumps(as_results(found))


def test_a_node_of_day_0_has_no_items(node_files: NodeFiles, tmp_path: Path, registries_yaml: Path) -> None:
    registries_yaml.unlink()
    assert items("rke2-agent", node_files) == []

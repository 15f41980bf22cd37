# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The mirrors of Docker Engine in daemon.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._service import state
from ansible_collections.pullproof.registry.plugins.module_utils._service.state import (
    observe_daemon_mirrors,
    observe_unmanaged_mirrors,
)

DOCKER = RUNTIMES["docker"]
OWN, OLD = "https://own.example", "https://old.example"


def unit(*options: str) -> Any:
    return {"options": list(options)}


@pytest.fixture
def daemon_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(state, "DOCKER_DAEMON_FILE", str(tmp_path / "daemon.json"))
    return tmp_path / "daemon.json"


def test_unmanaged_mirrors_are_those_that_the_record_lacks(daemon_json: Path, node_files: NodeFiles) -> None:
    daemon_json.write_text(json.dumps({"registry-mirrors": [OWN, OLD]}))
    ids = (json.dumps(["registry-mirrors", [OWN]]),)
    managed = ManagedFile("registries", "json", "reload", None, created=False, digest="", masked="", ids=ids)
    record = Record({str(daemon_json): managed})
    assert observe_daemon_mirrors(DOCKER, unit(), node_files) == [OWN, OLD]
    assert observe_unmanaged_mirrors(DOCKER, unit(), record, node_files) == [OLD]


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"registry-mirrors": "text"}'])
def test_mirrors_in_a_file_that_dockerd_rejects_are_not_known(
    daemon_json: Path, node_files: NodeFiles, text: str
) -> None:
    daemon_json.write_text(text)
    assert observe_daemon_mirrors(DOCKER, unit(), node_files) is None
    assert observe_unmanaged_mirrors(DOCKER, unit(), Record({}), node_files) == []


@pytest.mark.parametrize("option", ["registry-mirror", "config-file"])
def test_mirrors_of_the_command_line_or_of_another_file_are_not_known(
    daemon_json: Path, node_files: NodeFiles, option: str
) -> None:
    assert observe_daemon_mirrors(DOCKER, unit("host"), node_files) == []
    assert observe_daemon_mirrors(DOCKER, unit(option), node_files) is None

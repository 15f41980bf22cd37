# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a service for an audit."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._audit import environment
from ansible_collections.pullproof.registry.plugins.module_utils._audit.environment import environment_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder, as_results
from ansible_collections.pullproof.registry.plugins.module_utils._audit.variables import PROCESS
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

TEXT = "HTTPS_PROXY=http://u:hunter2@p:3128\nno_proxy=.lab\nRKE2_TOKEN=hunter2\nOURS=hunter2\nNODE_NAME=n1\n"


def service(path: Path, process: int | None = None) -> dict[str, Any]:
    return {"unit": {"environment_files": [{"path": str(path)}]}, "service": {"process": process}}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    (tmp_path / "env").write_text(TEXT)
    return Record({str(tmp_path / "env"): ManagedFile("proxy", "env", "restart", None, True, "d", "m", ["OURS"])})


@pytest.fixture(autouse=True)
def daemon_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "DOCKER_DAEMON_FILE", str(tmp_path / "daemon.json"))
    return tmp_path / "daemon.json"


def look(files: NodeFiles, record: Record, seen: Any) -> list[AuditItem]:
    found = list(environment_items(seen, record, files, ItemBuilder(b"k")))
    assert "hunter2" not in json.dumps(as_results(found))
    return found


def test_variables_of_the_proxy_are_readable_ours_are_digests_others_are_left(
    tmp_path: Path, node_files: NodeFiles, record: Record
) -> None:
    found = look(node_files, record, service(tmp_path / "env"))
    assert {item.key: item.shown for item in found if item.place != PROCESS} == {
        "HTTPS_PROXY": "http://***@p:3128",
        "no_proxy": ".lab",
        "OURS": None,
    }
    assert [item.shown for item in found if item.place == PROCESS] == ["does not run"]


def test_the_running_process_is_seen_beside_the_files(
    tmp_path: Path, node_files: NodeFiles, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = {"HTTPS_PROXY": "http://old:3128", "OURS": "hunter2", "PATH": "/bin"}
    monkeypatch.setattr(environment, "process_variables", lambda pid: process if pid == os.getpid() else {})
    found = look(node_files, record, service(tmp_path / "env", os.getpid()))
    assert {item.key: item.shown for item in found if item.place == PROCESS} == {
        "state": "runs",
        "HTTPS_PROXY": "http://old:3128",
        "OURS": None,
    }


def test_where_nothing_is_installed_yet_our_own_file_counts(node_files: NodeFiles, record: Record) -> None:
    found = look(node_files, record, None)
    assert [item.key for item in found] == ["HTTPS_PROXY", "OURS", "no_proxy"]


def test_proxies_of_docker_are_seen(daemon_file: Path, node_files: NodeFiles) -> None:
    daemon_file.write_text('{"proxies": {"https-proxy": "http://u:hunter2@p"}}')
    assert [(item.key, item.shown) for item in look(node_files, Record(), None)] == [
        ("proxies https-proxy", "http://***@p")
    ]
    daemon_file.write_text("no JSON")
    assert look(node_files, Record(), None) == []

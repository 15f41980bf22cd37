# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our variables against the environment of the process that pulls."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._service import (
    process_environment as _process_environment,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import (
    differing_variables,
    process_variables,
    pulling_process,
    written_variables,
)

RKE2, DOCKER = RUNTIMES["rke2-server"], RUNTIMES["docker"]


def managed(kind: str, *ids: str) -> ManagedFile:
    return ManagedFile("proxy", kind, "restart", None, False, "", "", ids)


@pytest.mark.parametrize(
    ("written", "process"),
    [
        ({"HTTP_PROXY": "a"}, {"HTTP_PROXY": "a", "OTHER": "x"}),
        ({"HTTP_PROXY": "a", "CONTAINERD_HTTP_PROXY": "b"}, {"HTTP_PROXY": "b"}),
        ({"CONTAINERD_LOG_LEVEL": "debug"}, {}),
        ({"NO_PROXY": ".lab,10.0.0.0/8"}, {"NO_PROXY": "10.0.0.0/8,.lab,.svc"}),
    ],
)
def test_what_rke2_hands_to_its_containerd_is_as_written(written: dict[str, str], process: dict[str, str]) -> None:
    assert differing_variables(RKE2, written, process) == []


@pytest.mark.parametrize(
    ("written", "process", "differing"),
    [
        ({"HTTP_PROXY": "a"}, {}, ["HTTP_PROXY"]),
        ({"HTTP_PROXY": "a", "CONTAINERD_HTTP_PROXY": "b"}, {"HTTP_PROXY": "a"}, ["HTTP_PROXY"]),
        ({"CONTAINERD_FOO": "1"}, {"CONTAINERD_FOO": "1"}, ["FOO"]),
        ({"NO_PROXY": ".lab,.corp"}, {"NO_PROXY": ".lab"}, ["NO_PROXY"]),
    ],
)
def test_a_difference_is_named(written: dict[str, str], process: dict[str, str], differing: list[str]) -> None:
    assert differing_variables(RKE2, written, process) == differing


def test_docker_gets_variables_as_they_are() -> None:
    assert differing_variables(DOCKER, {"CONTAINERD_FOO": "1"}, {"CONTAINERD_FOO": "1"}) == []


def test_only_our_lines_of_a_shared_file_count_and_all_of_our_own_file(tmp_path: Path, node_files: NodeFiles) -> None:
    shared, own, foreign = (str(tmp_path / name) for name in ("shared", "own", "foreign"))
    Path(shared).write_text("MINE=1\nTHEIRS=2\n")
    Path(own).write_text("OWN=3\n")
    Path(foreign).write_text("FOREIGN=4\n")
    unit: Any = {"environment_files": [{"path": path} for path in (shared, own, foreign)]}
    record = Record({shared: managed("env", "MINE"), own: managed("whole")})
    assert written_variables(unit, node_files, record) == {"MINE": "1", "OWN": "3"}


def test_our_file_that_the_unit_does_not_load_does_not_count(tmp_path: Path, node_files: NodeFiles) -> None:
    (tmp_path / "own").write_text("OWN=3\n")
    unit: Any = {"environment_files": []}
    assert written_variables(unit, node_files, Record({str(tmp_path / "own"): managed("whole")})) == {}


def test_the_environment_of_a_process_is_that_of_its_start() -> None:
    assert process_variables(os.getpid()).get("PATH")
    assert process_variables(2**22 + 1) == {}


def test_the_containerd_of_rke2_is_the_one_below_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = {
        10: (1, "rke2"),
        20: (10, "rke2-agent"),
        30: (20, "containerd"),
        31: (30, "containerd"),
        40: (1, "containerd"),
    }
    monkeypatch.setattr(_process_environment, "_processes", lambda: iter(processes.items()))
    assert pulling_process(RKE2, 10) == 30
    assert pulling_process(RKE2, 99) is None
    assert pulling_process(RKE2, 0) is None
    assert pulling_process(DOCKER, 10) == 10


def test_processes_of_this_machine_are_found() -> None:
    parent, name = dict(_process_environment._processes())[os.getpid()]
    assert parent == os.getppid() and name

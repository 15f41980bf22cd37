# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a time service runs with our files; what a killed run left is found by the next."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._clock import pending
from ansible_collections.pullproof.registry.plugins.module_utils._clock.pending import (
    ROLE,
    clock_loaded,
    record_clock_loaded,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

UNIT = "chrony.service"


@pytest.fixture
def folder(node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the sources, which exists from the start."""
    monkeypatch.setattr(pending, "LOADED_PATH", str(tmp_path / "state" / "clock_loaded.json"))
    (tmp_path / "sources.d").mkdir()
    return tmp_path / "sources.d"


def write(files: NodeFiles, folder: Path, commands: Any, *servers: str) -> None:
    text = "# Managed by pullproof.registry\n" + "".join(f"server {server}\n" for server in servers)
    planned = [PlannedFile(str(folder / "90.sources"), "whole", "0644", "none", text, text)] if servers else []
    apply_plan(Plan(ROLE, b"key", planned), files, commands, False)


def unit(invocation: str, started: float) -> Any:
    return {"invocation": invocation, "started": started}


def loaded(files: NodeFiles, folder: Path, now: Any) -> bool:
    return clock_loaded(files, UNIT, now, load_record(files), str(folder))


def test_a_node_that_we_never_wrote_to_has_loaded_all_of_ours(node_files: NodeFiles, folder: Path) -> None:
    assert loaded(node_files, folder, unit("a", 0.0))


def test_a_run_killed_before_the_reload_is_seen(node_files: NodeFiles, folder: Path, commands: Any) -> None:
    write(node_files, folder, commands, "one")
    assert not loaded(node_files, folder, unit("a", time.time() - 60))


def test_a_service_started_after_the_write_has_loaded_it(node_files: NodeFiles, folder: Path, commands: Any) -> None:
    write(node_files, folder, commands, "one")
    assert loaded(node_files, folder, unit("a", time.time() + 1))


def test_the_record_of_an_invocation_holds_even_if_the_clock_was_set_back(
    node_files: NodeFiles, folder: Path, commands: Any
) -> None:
    write(node_files, folder, commands, "one")
    now = unit("a", time.time() - 3600)
    record_clock_loaded(node_files, UNIT, now, load_record(node_files))
    assert loaded(node_files, folder, now)


def test_what_is_written_after_the_record_is_not_loaded(node_files: NodeFiles, folder: Path, commands: Any) -> None:
    now = unit("a", time.time() + 60)
    write(node_files, folder, commands, "one")
    record_clock_loaded(node_files, UNIT, now, load_record(node_files))
    write(node_files, folder, commands, "two")
    assert not loaded(node_files, folder, now)


def test_a_removal_that_was_not_loaded_is_seen(node_files: NodeFiles, folder: Path, commands: Any) -> None:
    write(node_files, folder, commands, "one")
    record_clock_loaded(node_files, UNIT, unit("a", time.time() - 60), load_record(node_files))
    write(node_files, folder, commands)
    assert not loaded(node_files, folder, unit("a", time.time() - 60))
    assert not loaded(node_files, folder, unit("restarted before the removal", time.time() - 60))


@pytest.mark.parametrize("text", ["{", "[]", '{"unit": "chrony.service", "invocation": "a"}'])
def test_a_broken_record_counts_as_not_loaded(node_files: NodeFiles, folder: Path, commands: Any, text: str) -> None:
    write(node_files, folder, commands, "ntp1")
    node_files.write(pending.LOADED_PATH, text, "0600")
    assert not loaded(node_files, folder, unit("a", 0.0))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state is kept in a file, and others may change it meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.lab.windows.simulator.system.state import State


def test_what_was_changed_is_there_for_whoever_reads_the_file_next(tmp_path: Path) -> None:
    with State(tmp_path / "state.json").changing() as state:
        state["host"]["build"] = 17763
    assert State(tmp_path / "state.json")["host"] == {"build": 17763}


def test_a_running_node_sees_what_others_changed(tmp_path: Path) -> None:
    running, other = State(tmp_path / "state.json"), State(tmp_path / "state.json")
    with running.changing() as state:
        state["host"]["build"] = 17763
    with other.changing() as state:
        state["host"]["language"] = "de"
    assert running["host"] == {"build": 17763, "language": "de"}


def test_the_file_is_for_its_owner(tmp_path: Path) -> None:
    with State(tmp_path / "state.json").changing() as state:
        state["host"]["build"] = 17763
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where chrony takes sources from, and what it says of the clock; chronyc was recorded from 4.0 and 4.3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._clock import chrony
from ansible_collections.pullproof.registry.plugins.module_utils._clock.chrony import (
    OWN_INCLUDE,
    chrony_layout,
    read_chrony,
)
from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ChronyLayout, ClockState
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

DATA = Path(__file__).parents[1] / "data" / "chrony"
NOTHING = "0.000000000,0.000000000,0.000000000"
SYNCED = "0A59031F,ntp.lab,9,1795247939.514956346,{remaining},0.000002370,0.000002370,-1.166,-0.000,25.603,0.000065891,0.000083607,2.0,Normal"  # noqa: E501  # one line of chronyc
UNSYNCED = "00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,1.000000000,1.000000000,0.0,Not synchronised"  # noqa: E501  # one line of chronyc
SELECTED = "^,*,ntp.lab,8,6,17,3,{behind},0.000005544,0.000033078"


def layout_of(name: str, files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> ChronyLayout:
    monkeypatch.setattr(chrony, "CONFIGS", (str(DATA / "none.conf"), str(DATA / f"{name}.conf")))
    layout = chrony_layout(files)
    assert layout is not None
    return layout


def answering(commands: Any, *lines: str, rc: int = 0) -> ClockState:
    commands.answers["chronyc"] = CommandResult(rc, "".join(f"{line}\n" for line in lines), "")
    return read_chrony(commands)


@pytest.mark.parametrize("name", ["debian-11", "debian-12", "debian-14"])
def test_debian_takes_sources_from_a_folder_by_a_reload(
    name: str, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = layout_of(name, node_files, monkeypatch)
    assert layout["path"] == "/etc/chrony/sources.d/90-pullproof.sources"
    assert (layout["line"], layout["load"]) == (None, "reload")


def test_a_folder_below_run_is_none_for_us(node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = layout_of("el-9", node_files, monkeypatch)
    assert layout["path"] == "/etc/chrony.d/90-pullproof.conf"
    assert (layout["line"], layout["load"]) == (OWN_INCLUDE, "restart")


def test_suse_includes_a_folder_already(node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = layout_of("sles-15", node_files, monkeypatch)
    assert layout["path"] == "/etc/chrony.d/90-pullproof.conf"
    assert (layout["line"], layout["load"]) == (None, "restart")


def test_our_own_include_line_does_not_count_as_the_distributions(node_files: NodeFiles, tmp_path: Path) -> None:
    text = (DATA / "written-by-hand.conf").read_text()
    assert chrony._layout("chrony.conf", text)["line"] == OWN_INCLUDE
    (tmp_path / "chrony.conf").write_text(f"{OWN_INCLUDE}\n{text}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chrony, "CONFIGS", (str(tmp_path / "chrony.conf"),))
        layout = chrony_layout(node_files)
        assert layout is not None and layout["line"] == OWN_INCLUDE


def test_no_configuration_is_no_layout(node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chrony, "CONFIGS", (str(DATA / "none.conf"),))
    assert chrony_layout(node_files) is None


def test_a_synchronised_clock_has_its_source_and_offset(commands: Any) -> None:
    state = answering(commands, SYNCED.format(remaining="0.000018234"), SELECTED.format(behind="0.000003174"))
    assert (state["synchronised"], state["source"], state["offset_ms"]) == (True, "ntp.lab", 0.018)


def test_a_sample_that_shows_more_than_is_left_to_correct_counts_less_its_uncertainty(commands: Any) -> None:
    state = answering(commands, SYNCED.format(remaining="0.000000001"), SELECTED.format(behind="-30.000053406"))
    assert state["offset_ms"] == pytest.approx(30000.020, abs=0.001)


def test_normal_without_a_selected_source_is_not_synchronised(commands: Any) -> None:
    assert (
        answering(commands, SYNCED.format(remaining="0.000018234"), "503 No such source", rc=1)["synchronised"] is False
    )


def test_a_pool_with_one_address_that_answers_is_one_good_source(commands: Any) -> None:
    unresolved = f"^,?,ntp.lab,0,6,0,4294967295,{NOTHING}"
    state = answering(commands, SYNCED.format(remaining="0.1"), unresolved, SELECTED.format(behind="0.1"), unresolved)
    assert [(source["name"], source["state"]) for source in state["sources"]] == [("ntp.lab", "selected")]


def test_a_server_that_never_answered_has_no_offset(commands: Any) -> None:
    state = answering(
        commands, UNSYNCED, f"^,?,refuse.lab,0,6,0,4294967295,{NOTHING}", f"^,?,nowhere.lab,0,6,0,0,{NOTHING}"
    )
    assert [source["name"] for source in state["sources"]] == ["nowhere.lab", "refuse.lab"]
    assert {(source["state"], source["offset_ms"]) for source in state["sources"]} == {("no answer", None)}


def test_a_chronyd_that_does_not_answer_is_named(commands: Any) -> None:
    state = answering(commands, "506 Cannot talk to daemon", rc=1)
    assert state["problem"] == "chronyc: 506 Cannot talk to daemon"

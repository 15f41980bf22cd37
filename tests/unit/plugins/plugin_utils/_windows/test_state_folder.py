# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our folder on a simulated Windows node, where any user can make folders before us."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import RECORD, STATE
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import create_state_folder

from tests.lab.windows.simulator.access import ADMINISTRATORS, SYSTEM, USERS, effective, set_entry
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

THEIRS = json.dumps({"certificates": {"AB": {"store": "Root", "name": "corporate", "summary": "a CA"}}})


@pytest.mark.parametrize(
    "rights", [{}, {SYSTEM: "FullControl", USERS: "FullControl"}], ids=["inherited", "as many entries as ours"]
)
def test_a_record_that_others_could_have_written_is_refused(node: SimulatedWindowsNode, rights: dict[str, str]) -> None:
    node.put(RECORD, THEIRS)
    set_entry(node.machine.state, FOLDER, not rights, rights)
    with pytest.raises(PullproofError, match="accounts other than SYSTEM and Administrators have access"):
        run_query(node, STATE)


def test_a_record_in_a_folder_of_ours_is(node: SimulatedWindowsNode) -> None:
    create_state_folder(node)
    node.put(RECORD, THEIRS)
    assert list(run_query(node, STATE).certificates) == ["AB"]


def test_an_empty_folder_of_others_is_made_anew(node: SimulatedWindowsNode) -> None:
    node.path(FOLDER).mkdir(parents=True)
    set_entry(node.machine.state, FOLDER, False, {USERS: "FullControl"})
    create_state_folder(node)
    assert set(effective(node.machine.state, FOLDER)) == {SYSTEM, ADMINISTRATORS}


def test_a_folder_that_others_fill_while_it_is_made_is_not_used(node: SimulatedWindowsNode) -> None:
    node.put(RECORD, THEIRS)
    with pytest.raises(PullproofError, match=r"it contains owned\.json .*already exists"):
        create_state_folder(node)


def test_one_look_asks_for_all_of_it(node: SimulatedWindowsNode) -> None:
    run_query(node, STATE)
    assert node.calls == ["win_command"]

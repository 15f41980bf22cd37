# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state folder on a simulated Windows node, where any user can create folders first."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import RECORD, STATE
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import create_state_folder

from tests.lab.windows.simulator.system.access import ADMINISTRATORS, SYSTEM, USERS, effective, set_entry
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


def test_a_record_in_a_private_folder_is_read(node: SimulatedWindowsNode) -> None:
    create_state_folder(node)
    node.put(RECORD, THEIRS)
    assert list(run_query(node, STATE).certificates) == ["AB"]


def test_an_empty_folder_of_another_user_is_created_again(node: SimulatedWindowsNode) -> None:
    node.path(FOLDER).mkdir(parents=True)
    set_entry(node.machine.state, FOLDER, False, {USERS: "FullControl"})
    create_state_folder(node)
    assert set(effective(node.machine.state, FOLDER)) == {SYSTEM, ADMINISTRATORS}


def test_a_folder_that_another_user_fills_meanwhile_is_not_used(node: SimulatedWindowsNode) -> None:
    node.put(RECORD, THEIRS)
    with pytest.raises(PullproofError, match=r"it contains owned\.json .*already exists"):
        create_state_folder(node)


def test_the_state_is_read_in_one_call(node: SimulatedWindowsNode) -> None:
    run_query(node, STATE)
    assert node.calls == ["win_command"]

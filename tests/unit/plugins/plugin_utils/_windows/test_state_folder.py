# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our folder on a simulated Windows node, where any user can make folders before us."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import run_queries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import QUESTIONS as ALL
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import RECORD, memory_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import QUESTIONS, make

from tests.lab.windows.simulator.access import ADMINISTRATORS, SYSTEM, USERS, effective, set_entry
from tests.unit.plugins.plugin_utils.simulated_hands import SimulatedHands

THEIRS = json.dumps({"certificates": {"AB": {"store": "Root", "name": "corporate", "summary": "a CA"}}})


@pytest.mark.parametrize(
    "rights", [{}, {SYSTEM: "FullControl", USERS: "FullControl"}], ids=["inherited", "as many entries as ours"]
)
def test_a_record_that_others_could_have_written_is_not_believed(hands: SimulatedHands, rights: dict[str, str]) -> None:
    hands.put(RECORD, THEIRS)
    set_entry(hands.machine.state, FOLDER, not rights, rights)
    with pytest.raises(PullproofError, match="others than SYSTEM and Administrators may enter it"):
        memory_of(*run_queries(hands, ALL))


def test_a_record_in_a_folder_of_ours_is(hands: SimulatedHands) -> None:
    make(hands)
    hands.put(RECORD, THEIRS)
    assert list(memory_of(*run_queries(hands, ALL)).certificates) == ["AB"]


def test_an_empty_folder_of_others_is_made_anew(hands: SimulatedHands) -> None:
    hands.path(FOLDER).mkdir(parents=True)
    set_entry(hands.machine.state, FOLDER, False, {USERS: "FullControl"})
    make(hands)
    assert set(effective(hands.machine.state, FOLDER)) == {SYSTEM, ADMINISTRATORS}


def test_a_folder_that_others_fill_while_it_is_made_is_not_used(hands: SimulatedHands) -> None:
    hands.put(RECORD, THEIRS)
    with pytest.raises(PullproofError, match=r"others put owned\.json there .*already exists"):
        make(hands)


def test_one_look_asks_for_all_of_it(hands: SimulatedHands) -> None:
    run_queries(hands, QUESTIONS)
    assert hands.calls == ["win_command"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private files on a simulated Windows node."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import keep_copy, write_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import make

from tests.lab.windows.simulator.access import ADMINISTRATORS, SYSTEM, USERS, effective, set_entry
from tests.unit.plugins.plugin_utils.simulated_hands import SimulatedHands

FILE = r"C:\etc\file"


def test_a_private_file_takes_the_place_of_one_that_all_can_read(hands: SimulatedHands) -> None:
    hands.put(FILE, "theirs")
    make(hands)
    write_file(hands, FILE, "ours", private=True)
    assert hands.path(FILE).read_text() == "ours"
    assert set(effective(hands.machine.state, FILE)) == {SYSTEM, ADMINISTRATORS}


def test_a_private_file_on_another_drive_is_refused_before_anything_is_written(hands: SimulatedHands) -> None:
    with pytest.raises(PullproofError, match="choose a path on C:"):
        write_file(hands, r"D:\docker\config.json", "ours", private=True)
    assert hands.calls == []


def test_a_file_that_can_not_be_replaced_is_told_with_the_words_of_the_node(hands: SimulatedHands) -> None:
    hands.path(FILE).mkdir(parents=True)
    make(hands)
    with pytest.raises(PullproofError, match="Access is denied"):
        write_file(hands, FILE, "ours", private=True)


def test_a_file_that_did_not_keep_its_access_control_is_told(hands: SimulatedHands) -> None:
    make(hands)

    def widened(_module: str, arguments: dict[str, Any]) -> None:
        if "move /y" in arguments.get("cmd", ""):
            rights = {SYSTEM: "FullControl", ADMINISTRATORS: "FullControl", USERS: "Read"}
            set_entry(hands.machine.state, rf"{FOLDER}\unfinished", False, rights)

    hands.before_each = widened
    with pytest.raises(PullproofError, match="take the rights of others away"):
        write_file(hands, FILE, "ours", private=True)


def test_a_copy_of_a_file_that_all_can_read_is_private(hands: SimulatedHands) -> None:
    hands.put(FILE, "theirs")
    make(hands)
    keep_copy(hands, FILE, f"{FILE}.kept")
    assert hands.path(FILE).read_text() == hands.path(f"{FILE}.kept").read_text() == "theirs"
    assert set(effective(hands.machine.state, f"{FILE}.kept")) == {SYSTEM, ADMINISTRATORS}
    assert USERS in effective(hands.machine.state, FILE)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private files on a simulated Windows node."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import back_up, write_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import create_state_folder

from tests.lab.windows.simulator.system.access import ADMINISTRATORS, SYSTEM, USERS, effective, set_entry
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

FILE = r"C:\etc\file"


def test_a_private_file_takes_the_place_of_one_that_all_can_read(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "theirs")
    create_state_folder(node)
    write_file(node, FILE, "ours", private=True)
    assert node.path(FILE).read_text() == "ours"
    assert set(effective(node.machine.state, FILE)) == {SYSTEM, ADMINISTRATORS}


def test_a_private_file_on_another_drive_is_refused_before_anything_is_written(node: SimulatedWindowsNode) -> None:
    with pytest.raises(PullproofError, match="Choose a path on C:"):
        write_file(node, r"D:\docker\config.json", "ours", private=True)
    assert node.calls == []


def test_the_error_for_a_file_that_cannot_be_replaced_has_the_message_of_the_node(node: SimulatedWindowsNode) -> None:
    node.path(FILE).mkdir(parents=True)
    create_state_folder(node)
    with pytest.raises(PullproofError, match="Access is denied"):
        write_file(node, FILE, "ours", private=True)


def test_a_file_that_did_not_keep_its_access_control_is_an_error(node: SimulatedWindowsNode) -> None:
    create_state_folder(node)

    def widened(_module: str, arguments: dict[str, Any]) -> None:
        if "move /y" in arguments.get("cmd", ""):
            rights = {SYSTEM: "FullControl", ADMINISTRATORS: "FullControl", USERS: "Read"}
            set_entry(node.machine.state, rf"{FOLDER}\unfinished", False, rights)

    node.before_each = widened
    with pytest.raises(PullproofError, match="remove the rights of other accounts"):
        write_file(node, FILE, "ours", private=True)


def test_a_copy_of_a_file_that_all_can_read_is_private(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "theirs")
    create_state_folder(node)
    back_up(node, FILE, f"{FILE}.backup")
    assert node.path(FILE).read_text() == node.path(f"{FILE}.backup").read_text() == "theirs"
    assert set(effective(node.machine.state, f"{FILE}.backup")) == {SYSTEM, ADMINISTRATORS}
    assert USERS in effective(node.machine.state, FILE)

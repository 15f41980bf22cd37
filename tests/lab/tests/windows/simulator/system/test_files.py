# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows paths mean files of the container."""

from __future__ import annotations

import pytest

from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system.files import Files, NoSuchDriveError


def test_either_slash_and_any_letter_case_name_the_same_file(machine: Machine) -> None:
    place = machine.files.at("C:\\ProgramData")
    assert place.is_dir()
    assert machine.files.at("c:/programdata/") == machine.files.at("C:\\PROGRAMDATA") == place


@pytest.mark.parametrize("path", ["D:\\data", "relative\\path", "\\\\server\\share"])
def test_what_is_not_on_the_drive_is_not_there(machine: Machine, path: str) -> None:
    with pytest.raises(NoSuchDriveError):
        machine.files.at(path)


def test_paths_have_one_spelling() -> None:
    assert Files.name("C:/Etc//Rancher\\") == "c:\\etc\\rancher"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows paths mean files of the container."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system.files import Files, NoSuchDriveError, spelt


def test_either_slash_and_any_letter_case_name_the_same_file(machine: Machine) -> None:
    place = machine.files.at("C:\\ProgramData")
    assert place.is_dir()
    assert machine.files.at("c:/programdata/") == machine.files.at("C:\\PROGRAMDATA") == place


@pytest.mark.parametrize("path", ["D:\\data", "relative\\path", "\\\\server\\share"])
def test_what_is_not_on_the_drive_is_not_there(machine: Machine, path: str) -> None:
    with pytest.raises(NoSuchDriveError):
        machine.files.at(path)


def test_programs_of_rke2_end_in_exe(machine: Machine, tmp_path: Path) -> None:
    found = machine.files.at(r"C:\var\lib\rancher\rke2\bin\crictl.exe")
    assert found == tmp_path / "rke2" / "bin" / "crictl"
    assert spelt(found) == "crictl.exe"


def test_a_registry_with_a_port_has_a_folder_that_windows_can_name(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "rke2" / "certs.d" / "registry.lab:5000"
    folder.mkdir(parents=True)
    assert machine.files.at(r"C:\var\lib\rancher\rke2\certs.d\registry.lab_5000_") == folder
    assert spelt(folder) == "registry.lab_5000_"


def test_paths_have_one_spelling() -> None:
    assert Files.name("C:/Etc//Rancher\\") == "c:\\etc\\rancher"

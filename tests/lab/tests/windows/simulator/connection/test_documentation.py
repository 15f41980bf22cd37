# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments are refused as the modules on Windows would."""

from __future__ import annotations

import pytest

from tests.lab.windows.module_docs import MODULES
from tests.lab.windows.simulator.connection.documentation import ArgumentError, Documentation
from tests.lab.windows.simulator.modules import EFFECTS


def test_every_simulated_module_has_its_documentation() -> None:
    assert set(EFFECTS) == set(MODULES)


def test_an_unknown_option_is_refused(windows_documentation: Documentation) -> None:
    with pytest.raises(ArgumentError, match=r"Unsupported parameters for \(ansible.windows.win_stat\) module: pth"):
        windows_documentation.checked("ansible.windows.win_stat", {"pth": "C:\\x"})


def test_a_missing_option_is_refused(windows_documentation: Documentation) -> None:
    with pytest.raises(ArgumentError, match="missing required arguments: path"):
        windows_documentation.checked("ansible.windows.win_stat", {})


def test_a_value_that_is_no_choice_is_refused(windows_documentation: Documentation) -> None:
    with pytest.raises(ArgumentError, match="value of state must be one of"):
        windows_documentation.checked("ansible.windows.win_service", {"name": "rke2", "state": "running"})


def test_aliases_and_defaults_are_filled_in(windows_documentation: Documentation) -> None:
    checked = windows_documentation.checked("ansible.windows.win_reg_stat", {"key": "HKLM:\\x"})
    assert (checked["path"], checked["name"]) == ("HKLM:\\x", None)
    assert windows_documentation.checked("ansible.windows.win_stat", {"path": "C:\\x"})["checksum_algorithm"] == "sha1"


@pytest.mark.parametrize(("given", "means"), [("yes", True), ("False", False), (1, True), (False, False)])
def test_truth_is_read_as_ansible_reads_it(windows_documentation: Documentation, given: object, means: bool) -> None:
    arguments = {"path": "C:\\x", "get_checksum": given}
    assert windows_documentation.checked("ansible.windows.win_stat", arguments)["get_checksum"] is means


def test_a_list_is_no_text(windows_documentation: Documentation) -> None:
    with pytest.raises(ArgumentError, match="can't be made a string"):
        windows_documentation.checked("ansible.windows.win_file", {"path": ["C:\\x"]})

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the output of Galaxy's importer means."""

from __future__ import annotations

from tests.tools.galaxy_importer import SUCCESS, problems


def test_a_successful_import_has_no_problems() -> None:
    assert problems(f"Loading role proxy\n{SUCCESS}\n") == []


def test_an_error_is_a_problem() -> None:
    error = "ERROR: The import failed for the following reason: Invalid collection metadata. 'repository' is required"
    assert problems(f"Importing with galaxy-importer\n{error}\n") == [error]


def test_a_warning_is_a_problem_of_a_successful_import() -> None:
    warning = "WARNING: README.md has no heading"
    assert problems(f"{warning}\n{SUCCESS}\n") == [warning]


def test_an_import_that_stops_without_a_result_is_a_problem() -> None:
    assert problems("Loading role proxy") == ["the importer ended without a result", "Loading role proxy"]

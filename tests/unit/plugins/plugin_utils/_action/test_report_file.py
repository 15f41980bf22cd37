# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of reports, on the real file system."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import write_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


def test_the_text_is_written_and_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("much longer than the new one")
    write_report(str(path), "größe\n", "lint_json")
    assert path.read_text(encoding="utf-8") == "größe\n"


def test_a_folder_that_is_absent_is_told_with_the_variable(tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match=r"No such file.*Set lint_json to"):
        write_report(str(tmp_path / "absent" / "report"), "x", "lint_json")

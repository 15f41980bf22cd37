# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of ours go to the top of a file of directives, and away again without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.lines import (
    drop_entries,
    read_entries,
    write_entries,
)

OURS = "include /etc/chrony.d/*-pullproof.conf"
CONFIGS = sorted((Path(__file__).parents[1] / "data" / "chrony").glob("*.conf"))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_adding_and_dropping_a_line_gives_back_every_byte(config: Path) -> None:
    text = config.read_text()
    added = write_entries(text, {OURS: ""})
    assert added == f"{OURS}\n{text}"
    assert drop_entries(added, [OURS]) == text


def test_a_line_that_is_there_is_not_added_again() -> None:
    text = f"driftfile /x\n{OURS}\n"
    assert read_entries(text, [OURS]) == {OURS: ""}
    assert write_entries(text, {OURS: ""}) == text


def test_a_line_that_only_begins_alike_is_another_line() -> None:
    assert read_entries(f"{OURS}.old\n", [OURS]) == {}
    assert drop_entries(f"{OURS}.old\n", [OURS]) == f"{OURS}.old\n"

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the bench is content."""

from __future__ import annotations

import pytest

from tests.stages.bench.__main__ import AIMS, TIMED, judged


def test_figures_at_their_aims_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(AIMS) == 0
    assert "MISSED" not in capsys.readouterr().out


@pytest.mark.parametrize("name", AIMS)
def test_one_figure_beyond_its_aim_is_named_and_fails_unless_it_is_a_time(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged({**AIMS, name: AIMS[name] * 1.01}) == (0 if name in TIMED else 1)
    missed = [line for line in capsys.readouterr().out.splitlines() if "MISSED" in line]
    assert len(missed) == 1 and missed[0].startswith(f"bench: {name}:")

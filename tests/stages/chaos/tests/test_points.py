# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The points at which runs are interrupted."""

from __future__ import annotations

from tests.stages.chaos.points import KINDS, choose_points


def test_a_seed_always_gives_the_same_points_and_another_seed_others() -> None:
    assert choose_points(1, 12) == choose_points(1, 12)
    assert choose_points(1, 12) != choose_points(2, 12)


def test_each_kind_meets_a_good_and_a_bad_configuration() -> None:
    found = {(point.kind, point.is_bad) for point in choose_points(1, 2 * len(KINDS))}
    assert found == {(kind, is_bad) for kind in KINDS for is_bad in (False, True)}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds fit the lab, and name containerds that can be built."""

from __future__ import annotations

import pytest

from tests.lab.host.go_programs import containerds
from tests.lab.host.lab import this_lab
from tests.lab.model.plan import load_plan
from tests.stages.fidelity.containerds import load_containerds
from tests.stages.runtimes.plan import Placement, load_rounds, selected

ROUNDS = load_rounds()
PLACEMENTS = [one for each in ROUNDS for one in each]


def test_every_containerd_for_linux_that_the_demo_does_not_have_is_in_one_round() -> None:
    programs = [program for image in load_plan().images.values() for program in image.programs.values()]
    in_images = {program.folder for program in programs if program.system == "linux"}
    on_linux = {one.source for one in load_containerds() if not one.windows_build}
    only_on_windows = {one.source for one in load_containerds()} - on_linux
    wanted = [one for one in containerds(this_lab()) if f"containerd/{one[0]}-{one[1]}" not in in_images]
    assert sorted((one.kind, one.version) for one in PLACEMENTS if not one.windows_build) == [
        one for one in wanted if one not in only_on_windows
    ]


@pytest.mark.parametrize("placement", PLACEMENTS, ids=lambda placement: placement.version)
def test_the_fork_is_in_a_simulated_rke2_and_upstream_on_a_plain_node(placement: Placement) -> None:
    image = load_plan().nodes[placement.node].image
    assert image.startswith(
        "windows" if placement.windows_build else "rke2" if placement.kind == "k3s" else "containerd"
    )
    assert bool(placement.rke2) == (placement.kind == "k3s")


def test_versions_can_be_selected() -> None:
    assert [[one.version for one in each] for each in selected(ROUNDS, ["v2.4.2"])] == [["v2.4.2"]]
    assert selected(ROUNDS, []) == ROUNDS


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no containerd v9\.9; known: .*v2\.4\.2"):
        selected(ROUNDS, ["v9.9"])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which hosts are changed, and the sizes of the waves."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.utils.helpers import pct_to_int
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.waves import (
    WaveOptions,
    in_order,
    wave_options,
    waves,
)

HOSTS = ("n1", "n2", "n3", "n4", "n5")
GROUPS = {"all": HOSTS, "canary": ("n4",), "east": ("n5", "n4", "n3"), "west": ("n1",)}


def test_the_first_host_of_the_inventory_is_the_canary_whichever_was_planned_first() -> None:
    assert in_order(("n3", "n2", "n5"), WaveOptions(), GROUPS) == ["n2", "n3", "n5"]


def test_groups_come_in_the_order_of_the_option_and_hosts_without_one_come_last() -> None:
    options = WaveOptions(groups=("canary", "west", "east"))
    assert in_order(HOSTS, options, GROUPS) == ["n4", "n1", "n3", "n5", "n2"]


def test_each_group_is_divided_into_waves_of_its_own() -> None:
    options = WaveOptions(sizes=(1, "100%"), groups=("east",))
    assert waves(HOSTS, options, GROUPS) == [["n3"], ["n4", "n5"], ["n1"], ["n2"]]


def test_a_group_whose_hosts_do_not_change_has_no_wave() -> None:
    assert waves(("n1", "n2"), WaveOptions(sizes=("100%",), groups=("canary", "west")), GROUPS) == [["n1"], ["n2"]]


@pytest.mark.parametrize("sizes", [(1, "10%", "50%", "100%"), (2,), ("30%",), (1, 2), ("1%", 4)])
@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_the_sizes_are_those_that_ansible_makes_of_serial(sizes: Any, number: int) -> None:
    hosts = [f"n{position}" for position in range(number)]
    found = [len(wave) for wave in waves(hosts, WaveOptions(sizes=sizes), {"all": hosts})]
    wanted = [pct_to_int(sizes[min(place, len(sizes) - 1)], number) for place in range(len(found))]
    assert sum(found) == number
    assert found[:-1] == wanted[:-1]
    assert 0 < found[-1] <= wanted[-1]


@pytest.mark.parametrize(
    ("variables", "options"),
    [
        ({}, WaveOptions()),
        ({"provision_waves": "25%"}, WaveOptions(sizes=("25%",))),
        ({"provision_waves": 3, "provision_wave_groups": ["east"]}, WaveOptions(sizes=(3,), groups=("east",))),
        ({"provision_waves": [1, 2], "provision_max_failures": "2"}, WaveOptions(sizes=(1, 2), max_failures=2)),
    ],
)
def test_the_options_are_read_from_the_variables_of_a_host(variables: dict[str, Any], options: WaveOptions) -> None:
    assert wave_options(variables) == options

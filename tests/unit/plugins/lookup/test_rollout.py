# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup rollout, with two agents that change in another order than that of the inventory."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.lookup.rollout import LookupModule

GROUPS = {"all": ["n1", "n2", "n3"], "agents": ["n3", "n1"]}


def looked_up(want: str, group: str = "agents", **variables: Any) -> Any:
    lookup = LookupModule(loader=None, templar=None)
    vars(lookup).update(set_options=lambda **_given: None, get_option={"want": want}.__getitem__)
    known = {"groups": GROUPS, "hostvars": dict.fromkeys(GROUPS["all"], variables)}
    return lookup.run([group], variables=known)


def test_the_hosts_of_a_group_are_in_the_order_of_the_inventory() -> None:
    assert looked_up("hosts") == ["n1", "n3"]


def test_the_sizes_of_the_waves_follow_the_option() -> None:
    assert looked_up("sizes") == [1, 1]
    assert looked_up("sizes", provision_waves="100%") == [2]


@pytest.mark.parametrize(("allowed", "percentage"), [(0, 0), (1, 100)])
def test_ansible_stops_at_the_first_failure_unless_nodes_may_fail(allowed: int, percentage: int) -> None:
    assert looked_up("max_fail_percentage", provision_max_failures=allowed) == [percentage]


def test_a_group_that_does_not_exist_has_no_hosts_and_one_size() -> None:
    assert [looked_up(want, group="none") for want in ("hosts", "sizes")] == [[], [1]]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup target_hosts, in an inventory with a group of two hosts and an empty group."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleLookupError
from ansible_collections.pullproof.registry.plugins.lookup.target_hosts import LookupModule

GROUPS = {"all": ["n1", "n2", "n3"], "workers": ["n1", "n2"], "empty": []}


def looked_up(pattern: Any, limit: str = "", within_limit: bool = True, groups: Any = GROUPS) -> Any:
    lookup = LookupModule(loader=None, templar=None)
    options = {"variable": "pullproof_hosts", "within_limit": within_limit}
    vars(lookup).update(set_options=lambda **_given: None, get_option=options.__getitem__)
    return lookup.run([pattern], variables={"groups": groups, "ansible_limit": limit})


@pytest.mark.parametrize(
    "pattern", ["all", "workers:!n1", "n*", ["n1", "workers"], "~n[12]", "all:!empty", "workers[0]"]
)
def test_a_pattern_that_matches_is_returned_as_it_is(pattern: Any) -> None:
    assert looked_up(pattern) == [pattern]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("wrkers", "'wrkers' is not a group or host of the inventory. Did you mean workers?"),
        ("all:!n4", "'n4' is not a group or host"),
        ("empty", "'empty' matches no host"),
        (["n1", "gone"], "'gone' is not a group or host"),
    ],
)
def test_a_pattern_with_an_unknown_name_or_without_a_host_is_refused(pattern: Any, sentence: str) -> None:
    with pytest.raises(AnsibleLookupError, match="pullproof_hosts: ") as caught:
        looked_up(pattern)
    assert sentence in str(caught.value)


def test_a_pattern_whose_hosts_are_all_outside_the_limit_is_refused() -> None:
    with pytest.raises(AnsibleLookupError, match="within --limit n3"):
        looked_up("workers", limit="n3")
    assert looked_up("workers", limit="n3", within_limit=False) == looked_up("workers", limit="n1") == ["workers"]
    assert looked_up("workers", limit="@failed.retry") == ["workers"]


def test_with_an_empty_inventory_ansible_checks_the_syntax_of_a_playbook() -> None:
    assert looked_up("windows", groups={"all": [], "ungrouped": []}) == ["windows"]

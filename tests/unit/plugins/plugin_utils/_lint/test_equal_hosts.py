# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts are linted together."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.equal_hosts import equal_hosts

SHARED: dict[str, Any] = {"registries_mirrors": {"docker.io": {"endpoint": ["https://{{ mirror }}"]}}, "mirror": "m"}


def groups(**hosts: dict[str, Any]) -> list[list[str]]:
    own = {name: {"inventory_hostname": name, **SHARED, **changes} for name, changes in hosts.items()}
    return [list(group) for group in equal_hosts(own)]


def test_hosts_whose_names_alone_differ_are_equal() -> None:
    assert groups(n1={}, n2={}, n3={}) == [["n1", "n2", "n3"]]


def test_hosts_with_another_value_are_a_group_of_their_own() -> None:
    assert groups(n1={}, n2={"verify_parallel": 2}, n3={}, n4={"verify_parallel": 2}) == [["n1", "n3"], ["n2", "n4"]]


def test_a_variable_in_a_template_counts() -> None:
    assert groups(n1={}, n2={"mirror": "other"}) == [["n1"], ["n2"]]


def test_a_variable_in_the_template_of_a_variable_in_a_template_counts() -> None:
    nested = {"mirror": "{{ site }}.lab"}
    assert groups(n1={**nested, "site": "a"}, n2={**nested, "site": "b"}, n3={**nested, "site": "a"}) == [
        ["n1", "n3"],
        ["n2"],
    ]


def test_other_variables_do_not_count_but_their_names_may_be_misspelt() -> None:
    assert groups(n1={"rack": 1}, n2={"rack": 2}) == [["n1", "n2"]]
    assert groups(n1={}, n2={"registries_mirors": {}}) == [["n1"], ["n2"]]


@pytest.mark.parametrize(
    "template",
    [
        "{{ inventory_hostname }}",
        "{{ hostvars['n1'].mirror }}",
        "{{ vars['mirror'] }}",
        "{{ lookup('ansible.builtin.vars', 'mir' ~ 'ror') }}",
        "{{ query('template', 'mirror.j2') }}",
        "{% include 'mirror.j2' %}",
    ],
)
def test_a_template_that_can_read_any_variable_makes_each_host_unique(template: str) -> None:
    assert groups(n1={"mirror": template}, n2={"mirror": template}) == [["n1"], ["n2"]]


def test_a_file_on_the_controller_is_the_same_for_all_hosts() -> None:
    secret = {"mirror": "{{ lookup('ansible.builtin.file', folder ~ '/mirror') }}"}
    assert groups(n1={**secret, "folder": "a"}, n2={**secret, "folder": "a"}) == [["n1", "n2"]]
    assert groups(n1={**secret, "folder": "a"}, n2={**secret, "folder": "b"}) == [["n1"], ["n2"]]


def test_a_host_with_an_invalid_name_is_not_equal_to_others() -> None:
    assert groups(**{"n1": {}, "n 2": {}, "n3": {}}) == [["n1", "n3"], ["n 2"]]


def test_hosts_with_different_connections_are_different() -> None:
    assert groups(n1={"ansible_connection": "ssh"}, n2={"ansible_connection": "winrm"}) == [["n1"], ["n2"]]

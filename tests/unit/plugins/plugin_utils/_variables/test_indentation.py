# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of registries that lost their indentation."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.indentation import not_indented

AUTH = {"auth": {"username": "u", "password": "p"}}


@pytest.mark.parametrize(
    ("variables", "owner"),
    [
        ({"registries_configs": None, "registry.example:5000": AUTH}, "registries_configs"),
        ({"registries_mirrors": None, "docker.io": {"endpoint": ["https://m"]}}, "registries_mirrors"),
        ({"registries_configs": {"a": AUTH}, "*": {"tls": {}}}, "registries_configs"),
        ({"registries_mirrors": {"docker.io": None}, "endpoint": ["https://m"]}, "registries_mirrors"),
        ({"registries_configs": {"h": None}, "auth": {"username": "u"}}, "registries_configs"),
    ],
)
def test_what_stands_next_to_the_variable_is_an_error(variables: dict[str, Any], owner: str) -> None:
    assert [(found.id, found.where) for found in not_indented(variables)] == [("settings-not-indented", owner)]


@pytest.mark.parametrize(
    "variables",
    [
        {"registries_configs": {"h": AUTH}, "auth": {"username": "u"}, "endpoint": ["x"]},
        {"registry_settings": AUTH, "my.dict": {"name": 1}, "x:y": "text"},
        {"registries_configs": None},
    ],
)
def test_variables_of_other_kinds_are_none_of_them(variables: dict[str, Any]) -> None:
    assert not_indented(variables) == []


@pytest.mark.parametrize(
    ("mirrors", "configs", "where", "fix"),
    [
        ({"docker.io": None, "endpoint": ["https://m"]}, {}, "registries_mirrors['endpoint']", "Indent it below"),
        ({}, {"h": None, "auth": {"username": "u"}}, "registries_configs['auth']", "Indent it below"),
        ({}, {"h": {"username": "u", "password": "p"}}, "registries_configs['h']", "Indent it below 'auth'."),
        ({}, {"h": {"ca_file": "/c"}}, "registries_configs['h']", "Indent it below 'tls'."),
        ({}, {"h": {"pass": "p"}}, "registries_configs['h']", "Did you mean 'password', below 'auth'?"),
        ({}, {"h": {"token": "p"}}, "registries_configs['h']", "Indent them below 'auth'."),
        ({"h": {"header": {}}}, {}, "registries_mirrors['h']", "next to 'url'"),
        ({}, {"h": {"dial_timeout": "2s"}}, "registries_configs['h']", "next to 'url'"),
        ({"h": {"rewrite": None, "^a": "b"}}, {}, "registries_mirrors['h']", "Indent it below 'rewrite'."),
        ({"h": {"tls": {}}}, {}, "registries_mirrors['h']", "belong to registries_configs"),
    ],
)
def test_a_setting_one_level_too_high_is_told_where_it_belongs(
    mirrors: Any, configs: Any, where: str, fix: str
) -> None:
    found = parse_registries(mirrors, configs).errors
    assert {finding.where for finding in found} == {where}
    assert all(fix in finding.fix for finding in found)

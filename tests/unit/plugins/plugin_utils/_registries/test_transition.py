# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration between two registries, and on which nodes it is due."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import (
    Transition,
    in_transition,
    with_former,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

NEW, OLD = "https://new.example:5000", "https://old.example:5000"
OLD_HOST = "old.example:5000"
AUTH = {"auth": {"username": "pull", "password": "former"}}
MIRRORS: dict[str, Any] = {"docker.io": {"endpoint": [NEW]}}
FORMER: dict[str, Any] = {"docker.io": {"endpoint": [OLD]}}
ON_NODE: dict[str, Any] = {"mirror docker.io": {"endpoint": [OLD]}, f"config {OLD_HOST}": {}}


def mirror(*endpoints: Any, **rest: Any) -> dict[str, Any]:
    return {"docker.io": {"endpoint": list(endpoints), **rest}}


def merged(
    mirrors: Any = None, configs: Any = None, former: Any = None, former_configs: Any = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    given = {"mirrors": mirrors or MIRRORS, "configs": configs or {}, "runtime": "auto"}
    result = with_former(given, former or FORMER, former_configs or {OLD_HOST: AUTH})
    assert result["runtime"] == "auto"
    return result["mirrors"], result["configs"]


def is_due(on_node: Any, mirrors: Any = None, former: Any = None, former_configs: Any = None) -> bool:
    given = {OLD_HOST: AUTH} if former_configs is None else former_configs
    wanted = parse_registries(mirrors or MIRRORS, {})
    return Transition(wanted, parse_registries(FORMER if former is None else former, given)).is_due(on_node)


def test_the_former_endpoint_comes_last_with_the_settings_of_its_host() -> None:
    assert merged() == (mirror(NEW, OLD), {OLD_HOST: AUTH})


def test_an_endpoint_that_stays_is_not_listed_twice_in_any_spelling() -> None:
    mirrors, _configs = merged(mirror(f"{OLD}/v2", NEW), former=mirror(OLD, "https://third.example"))
    assert mirrors == mirror(f"{OLD}/v2", NEW, "https://third.example")


def test_the_new_settings_of_a_host_take_precedence() -> None:
    rotated = {"auth": {"username": "pull", "password": "new"}}
    assert merged(configs={OLD_HOST: rotated})[1] == {OLD_HOST: rotated}


def test_settings_of_hosts_that_are_no_former_endpoint_are_not_kept() -> None:
    assert merged(former_configs={OLD_HOST: AUTH, "third.example": AUTH})[1] == {OLD_HOST: AUTH}


def test_a_registry_that_is_not_mirrored_any_more_keeps_no_endpoint() -> None:
    assert merged(former={**FORMER, "quay.io": {"endpoint": [OLD]}})[0] == mirror(NEW, OLD)


def test_the_options_of_a_former_endpoint_and_the_new_rewrites_stay() -> None:
    option = {"url": OLD, "dial_timeout": "2s"}
    mirrors, _configs = merged(mirror(NEW, rewrite={"^a": "b"}), former=mirror(option))
    assert mirrors == mirror(NEW, option, rewrite={"^a": "b"})


@pytest.mark.parametrize("alias", ["docker.io", "registry-1.docker.io"])
def test_the_settings_of_docker_hub_are_kept_under_each_of_its_names(alias: str) -> None:
    former = {"quay.io": {"endpoint": ["https://docker.io"]}}
    assert merged({"quay.io": {"endpoint": [NEW]}}, former=former, former_configs={alias: AUTH})[1] == {alias: AUTH}


@pytest.mark.parametrize(
    ("plan", "expected"), [({"former": {"docker.io": [f"{OLD}/v2"]}}, 2), ({"former": {"docker.io": []}}, 1), ({}, 1)]
)
def test_the_arguments_of_a_role_have_the_former_endpoints_only_if_the_plan_keeps_them(
    plan: dict[str, Any], expected: int
) -> None:
    variables = {"pullproof_plan": plan, "provision_former_mirrors": FORMER}
    found = in_transition({"mirrors": MIRRORS, "configs": {}}, variables, lambda value: value)
    assert len(found["mirrors"]["docker.io"]["endpoint"]) == expected


@pytest.mark.parametrize(
    ("on_node", "expected"),
    [
        (ON_NODE, True),
        ({"mirror docker.io": {"endpoint": [NEW, f"{OLD}/v2"]}}, True),
        ({"mirror docker.io": {"endpoint": [NEW]}}, False),
        ({"mirror quay.io": {"endpoint": [OLD]}}, False),
        ({}, False),
    ],
)
def test_it_is_due_on_nodes_with_a_former_endpoint_only(on_node: Any, expected: bool) -> None:
    assert is_due(on_node) is expected


def test_a_node_that_loses_an_endpoint_which_no_variable_has_is_an_error() -> None:
    with pytest.raises(PullproofError, match=r"https://old\.example:5000/v2 \(docker\.io\).*provision_former_mirrors"):
        is_due(ON_NODE, former={})


def test_a_node_with_settings_for_a_former_endpoint_that_no_variable_has_is_an_error() -> None:
    with pytest.raises(PullproofError, match=r"settings of the hosts.*old\.example:5000.*provision_former_configs"):
        is_due(ON_NODE, former_configs={})
    assert is_due({"mirror docker.io": {"endpoint": [OLD]}}, former_configs={})

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds, and the variables of the nodes in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stages.faults.model.cases import PLAIN, Case, Injection, Round
from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.runner.placeholders import Placeholders
from tests.stages.faults.runner.plan import injections, steps, variables

PLACEHOLDERS = Placeholders(load_front(), {"faults": "10.0.0.1"}, Path("/pki"))
ROUNDS = {
    PLAIN: Round(PLAIN, ("registries",), {"proxy_no_proxy": ["<faults>"]}),
    "hurt": Round("hurt", (), {}, (Injection("stopped_runtime"),)),
    "other": Round("other", ("proxy",), {"proxy_http": "http://elsewhere"}),
}


def case(name: str, **fields: Any) -> Case:
    return Case(id=name, topic="t", says="s", **{"where": ("containerd-1",), **fields})


def test_rounds_keep_their_order_and_the_first_is_always_played() -> None:
    played = steps([case("b", round="other"), case("a", round="hurt")], ROUNDS)
    assert [step.round.name for step in played] == [PLAIN, "hurt", "other"]
    assert played[0].cases == {"containerd-1": ()}


def test_a_round_without_cases_is_left_out_and_what_is_impossible_is_not_tried() -> None:
    played = steps([case("a"), case("b", round="hurt", impossible="no such machine")], ROUNDS)
    assert [step.round.name for step in played] == [PLAIN]


def test_a_case_of_no_round_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        steps([case("a", round="nowhere")], ROUNDS)


def test_variables_are_those_of_the_inventory_the_first_round_the_round_and_the_case() -> None:
    wrong = {"registries_configs": {"a.lab": {"auth": {"password": "wrong"}}, "b.lab": {}}}
    right = {"registries_configs": {"a.lab": {"auth": {"password": "right"}}}}
    played = steps([case("a", variables=wrong), case("b", round="other", variables=right)], ROUNDS)
    first = variables(played[0], played[0], "containerd-1", PLACEHOLDERS)
    other = variables(played[1], played[0], "containerd-1", PLACEHOLDERS)
    assert first["registries_configs"].keys() >= {"a.lab", "b.lab", "harbor.lab"}
    assert first["registries_configs"]["a.lab"]["auth"]["password"] == "wrong"
    assert other["registries_configs"]["a.lab"]["auth"]["password"] == "right"
    assert "b.lab" in other["registries_configs"]
    assert (first["proxy_no_proxy"], other["proxy_http"]) == (["10.0.0.1"], "http://elsewhere")
    assert first["verify_images"] == [{"image": "healthy.faults.lab/a:1", "os": "linux"}]
    assert other["verify_images"] == [{"image": "healthy.faults.lab/b:1", "os": "linux"}]


def test_lists_of_a_case_are_added_and_a_round_may_set_the_time_of_a_pull() -> None:
    trusting = case("a", variables={"ca_trust_certificates": [{"name": "more", "src": "<file more>"}]})
    rounds = {PLAIN: Round(PLAIN, (), {"verify_timeout": 3})}
    (step,) = steps([trusting], rounds)
    merged = variables(step, step, "containerd-1", PLACEHOLDERS)
    assert [one["name"] for one in merged["ca_trust_certificates"]] == ["corporate", "harbor", "faults", "more"]
    assert merged["ca_trust_certificates"][-1]["src"] == "/pki/more.pem"
    assert merged["verify_timeout"] == 3


def test_docker_has_its_own_mirrors() -> None:
    (step,) = steps([case("a", where=("docker",))], ROUNDS)
    assert "docker.io" in variables(step, step, "docker-1", PLACEHOLDERS)["registries_mirrors"]


def test_by_hand_first_what_the_round_does_then_what_the_case_does() -> None:
    own = case("a", round="hurt", inject=(Injection("hosts_entry", {"name": "<host>"}),))
    step = steps([own], ROUNDS)[1]
    assert [(one.name, one.arguments) for one in injections(step, "containerd-1", PLACEHOLDERS)] == [
        ("stopped_runtime", {}),
        ("hosts_entry", {"name": "healthy.faults.lab"}),
    ]

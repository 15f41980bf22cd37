# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of the fault matrix are complete, and every word in them means something."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE, UNKNOWN

from tests.stages.faults.injection.injectors import INJECTORS
from tests.stages.faults.model.cases import KINDS, PLAIN, WINDOWS, Case, load_cases, load_rounds, nodes_of
from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.registry import certificates, content
from tests.stages.faults.runner.placeholders import Placeholders

CASES = {case.id: case for case in load_cases()}
FRONT = load_front()
CAUSES = {code for code, kind in CATALOGUE.items() if code != UNKNOWN and not kind.only_warns}


@pytest.fixture(name="placeholders", scope="module")
def _placeholders(tmp_path_factory: pytest.TempPathFactory) -> Placeholders:
    pki: Path = tmp_path_factory.mktemp("faults") / "pki"
    certificates.ensure(pki, FRONT.endpoints.values())
    return Placeholders(FRONT, {"faults": "10.0.0.1", "blackhole": "10.0.0.2"}, pki)


def test_every_code_has_a_case() -> None:
    assert {case.code for case in CASES.values() if case.code and not case.impossible} == CAUSES
    assert {code for code in CATALOGUE if CATALOGUE[code].only_warns} <= {case.warning for case in CASES.values()}


def test_ids_are_unique_and_there_are_enough() -> None:
    assert len(CASES) == len(load_cases())
    assert len([case for case in CASES.values() if case.code and not case.impossible]) >= 45
    assert len([case for case in CASES.values() if not case.code]) >= 10


@pytest.mark.parametrize("code", sorted(CAUSES))
def test_every_code_has_a_near_miss_with_another_verdict(code: str) -> None:
    near = [CASES[case.near_miss] for case in CASES.values() if case.code == code and case.near_miss]
    assert [case.id for case in near if case.code != code and not case.impossible]


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_a_case_names_exists(case: Case) -> None:
    assert case.nodes
    assert case.endpoint in FRONT.endpoints
    assert case.round in load_rounds()
    assert {one.name for one in case.inject} <= set(INJECTORS)
    assert not case.warning or not case.code
    assert not case.code or case.impossible or case.near_miss in CASES, "every fault has a near miss"


@pytest.mark.parametrize("node", KINDS)
def test_no_two_cases_of_a_round_pull_the_same_image(node: str, placeholders: Placeholders) -> None:
    tried = [case for case in CASES.values() if node in case.nodes and not case.impossible]
    pulled = [(case.round, placeholders.reference(case)) for case in tried]
    assert len(set(pulled)) == len(pulled)


def test_no_case_finds_the_layers_of_another() -> None:
    layers = [
        blob.digest
        for case in CASES.values()
        for blob in set(content.content_of(case).blobs)
        if "layer" in blob.media_type
    ]
    assert len(set(layers)) == len(layers)


def test_every_round_has_a_case_and_the_first_is_the_plain_one() -> None:
    assert next(iter(load_rounds())) == PLAIN
    assert {case.round for case in CASES.values()} == set(load_rounds())


def test_what_is_not_loaded_is_tried_on_nodes_that_had_loaded_something_else() -> None:
    nodes = {
        name: {node for case in CASES.values() if case.round == name for node in case.nodes} for name in load_rounds()
    }
    assert nodes["proxy-not-loaded"] <= nodes["without-proxy"]


def test_nodes_are_meant_by_name_runtime_or_version() -> None:
    assert nodes_of(["k3s", "containerd-1.7"]) == ("k3s-agent-1", "containerd-3")
    with pytest.raises(ValueError, match="podman"):
        nodes_of(["podman"])


def test_mirrors_are_not_tried_on_docker() -> None:
    assert not [case.id for case in CASES.values() if case.mirrors and "docker-1" in case.nodes]


def test_at_least_twenty_codes_are_tried_on_windows() -> None:
    assert len({case.code for case in CASES.values() if case.system == WINDOWS and case.code}) >= 20


def test_both_windows_nodes_have_about_as_many_cases() -> None:
    counts = [sum(node in case.nodes for case in CASES.values()) for node in nodes_of([WINDOWS])]
    assert max(counts) < 1.2 * min(counts)


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.not_on], ids=lambda case: case.id)
def test_where_a_case_is_not_tried_there_is_a_reason(case: Case) -> None:
    assert not set(case.nodes) & set(nodes_of(case.not_on))
    assert all(len(reason) > 20 for reason in case.not_on.values())


def test_what_is_tried_on_linux_and_windows_has_images_for_either() -> None:
    linux, windows = CASES["healthy"], CASES["healthy-windows"]
    assert (linux.system, windows.system, linux.endpoint) == ("linux", WINDOWS, windows.endpoint)
    assert content.content_of(linux).digest != content.content_of(windows).digest

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints, compared with what the generator of K3s and RKE2 makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import generate_hosts
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

URLS = st.sampled_from(
    ("https://quay.io", "quay.io/v2", "quay.io:443", "m", "https://m/", "http://m", "https://m/v2/p", "https://m/v2/p/")
)


def ids(endpoints: Any, **known: Any) -> list[str]:
    mirror = {"endpoint": endpoints, "rewrite": known.pop("rewrite", {})}
    registries = parse_registries({known.pop("name", "quay.io"): mirror}, {})
    found = lint(lint_subject(registries, known.pop("runtime", "rke2-agent"), "v1.34.2+rke2r1", **known))
    return sorted(finding.id for finding in found)


@settings(max_examples=200, deadline=None)
@given(st.lists(URLS, max_size=4), st.booleans())
def test_what_the_generator_skips_or_moves_is_found(endpoints: list[str], default_endpoint: bool) -> None:
    registries = parse_registries({"quay.io": {"endpoint": endpoints}}, {})
    generated = generate_hosts(registries, default_endpoint=default_endpoint)
    skipped = sum("Skipping duplicate" in line for line in generated.log)
    found = ids(endpoints, default_endpoint=default_endpoint)
    assert found.count("endpoint-duplicate") >= skipped
    folder = generated.directories.get("quay.io")
    kept = len(folder.endpoints) if folder else 0
    is_moved = len(endpoints) - skipped > kept
    # An address that is listed twice is skipped before it is compared with the registry's own.
    assert not is_moved or "endpoint-is-default" in found


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://h.example/v2", []),
        ("https://h.example/v2/", []),
        ("https://h.example/artifactory/api/docker/hub/v2", []),
        ("https://h.example/v20/hub", ["endpoint-path-without-v2"]),
        ("https://h.example/hub", ["endpoint-path-without-v2"]),
    ],
)
def test_a_path_needs_v2_as_one_of_its_parts(endpoint: str, expected: list[str]) -> None:
    assert ids([endpoint]) == expected


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("localhost:5000", ["endpoint-scheme-localhost"]),
        ("127.0.0.2", ["endpoint-scheme-localhost"]),
        ("[::1]:5000", ["endpoint-scheme-localhost"]),
        ("h.example:80", ["endpoint-scheme-port-80"]),
        ("h.example:8080", ["endpoint-without-scheme"]),
        ("h.example", ["endpoint-without-scheme"]),
        ("http://h.example:80", []),
    ],
)
def test_what_a_missing_scheme_means_is_said_where_it_surprises(endpoint: str, expected: list[str]) -> None:
    assert ids([endpoint]) == expected


@pytest.mark.parametrize("endpoints", [["https://quay.io", "https://m.example"], ["https://m.example"]])
def test_the_registry_itself_listed_first_is_an_order_that_somebody_wants(endpoints: list[str]) -> None:
    assert ids(endpoints) == []


def test_the_registry_itself_listed_last_is_superfluous_only_while_it_is_asked_anyway() -> None:
    endpoints = ["https://m.example", "https://quay.io/v2"]
    assert ids(endpoints) == ["endpoint-is-default"]
    assert ids(endpoints, default_endpoint=False) == []
    assert ids(endpoints, rewrite={"^a/(.*)": "b/${1}"}) == ["endpoint-is-default-unrewritten"]


def test_the_rewrites_of_the_registry_itself_need_another_spelling_of_its_host() -> None:
    known: Any = {"name": "r.example", "rewrite": {"^rancher/(.*)": "p/$1"}}
    assert ids(["https://r.example/v2/"], **known) == ["bootstrap-keeps-name"]
    assert ids(["https://r.example/v2/"], runtime="k3s-agent", **known) == []
    assert ids(["https://r.example:443"], **known) == []
    assert ids(["https://r.example"], **known) == ["bootstrap-keeps-name", "endpoint-is-default-unrewritten"]


@pytest.mark.parametrize(
    ("endpoint", "fix"),
    [
        ("https://r.example/v2/", "write https://r.example:443, and"),
        ("https://r.example/v2/p", "write https://r.example:443/v2/p, and"),
        ("https://r.example:5000/v2/", "Use another DNS name"),
    ],
)
def test_the_fix_for_the_bootstrap_depends_on_the_port(endpoint: str, fix: str) -> None:
    name = endpoint.split("/")[2]
    registries = parse_registries({name: {"endpoint": [endpoint], "rewrite": {"^rancher/(.*)": "p/$1"}}}, {})
    found = {finding.id: finding.fix for finding in lint(lint_subject(registries, "rke2-server"))}
    assert fix in found["bootstrap-keeps-name"]


def test_rewrites_that_do_not_concern_the_image_of_the_bootstrap_are_fine() -> None:
    rewrite = {"^library/(.*)": "p/$1"}
    assert ids(["https://r.example/v2/"], name="r.example", rewrite=rewrite) == []
    images = ("r.example/library/rke2-runtime:v1",)
    assert ids(["https://r.example/v2/"], name="r.example", rewrite=rewrite, images=images) == ["bootstrap-keeps-name"]


@pytest.mark.parametrize(
    ("mirrors", "runtime", "is_found"),
    [
        ({"docker.io": {"endpoint": ["http://h:5000"]}}, "k3s-agent", True),
        ({"docker.io": {"endpoint": ["http://h:5000"]}}, "containerd", True),
        ({"docker.io": {"endpoint": ["http://h:5000"]}}, "docker", False),
        ({"docker.io": {"endpoint": ["https://h:5000"]}}, "k3s-agent", False),
        ({"docker.io": {"endpoint": ["http://h:5000"]}, "h:5000": {"endpoint": ["http://h:5000"]}}, "k3s-agent", False),
        ({"*": {"endpoint": ["http://h:5000"]}}, "k3s-agent", False),
    ],
)
def test_an_image_of_a_mirror_over_plain_http_needs_a_mirror_entry(mirrors: Any, runtime: str, is_found: bool) -> None:
    images = ("h:5000/a/b:1", "h:5000/a/c:1")
    found = lint(lint_subject(parse_registries(mirrors, {}), runtime, images=images))
    places = [finding.where for finding in found if finding.id == "image-not-over-http"]
    assert places == (["verify_images[0]"] if is_found else [])


def test_docker_hub_has_another_address_than_its_name() -> None:
    assert ids(["https://registry-1.docker.io"], name="docker.io") == ["endpoint-is-default"]
    assert ids(["https://index.docker.io"], name="docker.io") == []


def test_an_endpoint_that_is_an_error_is_not_taken_for_none() -> None:
    assert ids(["ftp://h.example"]) == ["endpoint-invalid-url"]


def test_findings_keep_the_place_in_the_list_when_an_endpoint_before_is_an_error() -> None:
    registries = parse_registries({"quay.io": {"endpoint": ["ftp://h", "m.example:80"]}}, {})
    places = {finding.id: finding.where for finding in lint(lint_subject(registries))}
    assert places["endpoint-scheme-port-80"] == "registries_mirrors['quay.io'].endpoint[1]"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, ["mirror-without-endpoint"]),
        ({"default_endpoint": False}, ["default-endpoint-needs-endpoint"]),
        ({"default_endpoint": False, "runtime": "containerd"}, ["mirror-without-endpoint"]),
        ({"embedded_registry": True, "default_endpoint": False}, []),
    ],
)
def test_a_mirror_without_endpoint_does_something_only_with_the_embedded_registry(
    known: Any, expected: list[str]
) -> None:
    assert ids([], **known) == expected


def test_a_misspelt_scheme_is_one_finding_and_no_path() -> None:
    found = lint(lint_subject(parse_registries({"docker.io": {"endpoint": ["http:/m.example"]}}, {})))
    assert [finding.id for finding in found] == ["endpoint-invalid-url"]

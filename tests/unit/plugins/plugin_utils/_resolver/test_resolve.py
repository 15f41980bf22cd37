# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explaining images: the views of each runtime, and that nothing makes it fail or slow."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.table import explanation_table
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import plan_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import plan_docker
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import plan_rancher
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation, as_json
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.generator.any_documents import DOCUMENTS, IMAGES, MANY, TEXTS, YAML_TEXTS, parts_of

# On a machine that does other things as well; alone a document takes some milliseconds.
SECONDS_PER_DOCUMENT = 10
USER = {"auth": {"username": "u", "password": "secret"}}
MIRRORED = {"docker.io": {"endpoint": ["https://m.example"]}}


def explained(
    image: str,
    mirrors: object = None,
    configs: object = None,
    runtime: str = "rke2-agent",
    environment: Mapping[str, str] = {},
) -> Explanation:
    subject = Subject(parse_registries(mirrors, configs), runtime, environment=environment)
    (explanation,) = explain(subject, [RequestedImage.parse(image)])
    return explanation


def test_only_rke2_has_a_bootstrap() -> None:
    for name, runtime in RUNTIMES.items():
        assert (explained("nginx", runtime=name).bootstrap is not None) == (runtime.product == "rke2")


def test_the_views_agree_where_only_names_of_docker_hub_differ() -> None:
    assert not explained("nginx", MIRRORED, {"registry-1.docker.io": USER, "index.docker.io": USER}).differ


@pytest.mark.parametrize(
    ("mirrors", "configs", "environment"),
    [
        ({"*": MIRRORED["docker.io"]}, {"docker.io": USER}, {}),
        (MIRRORED, {"*": USER}, {}),
        (MIRRORED, {"m.example": {"tls": {"insecure_skip_verify": True, "cert_file": "/c"}}}, {}),
        (MIRRORED, {"registry-1.docker.io": USER}, {}),
        (MIRRORED, {}, {"CONTAINERD_HTTPS_PROXY": "http://p:1"}),
        ({"docker.io": {"endpoint": ["m.example"], "rewrite": {r"lib\.": "x"}}}, {}, {}),
    ],
)
def test_the_views_differ_where_the_programs_do(mirrors: object, configs: object, environment: dict[str, str]) -> None:
    assert explained("nginx", mirrors, configs, environment=environment).differ


def test_two_keys_with_the_same_credentials_make_no_difference() -> None:
    assert not explained("nginx", None, {"registry-1.docker.io": USER, "docker.io": USER}).differ
    other = {"auth": {"username": "u", "password": "other"}}
    assert explained("nginx", None, {"registry-1.docker.io": USER, "docker.io": other}).differ


def test_the_registry_is_what_stands_before_the_first_slash() -> None:
    explanation = explained("a_b.c/app", runtime="k3s-agent")
    assert explanation.runtime is not None
    assert [(found.url, found.repository) for found in explanation.runtime.endpoints] == [("https://a_b.c/v2", "app")]


def test_an_image_that_is_none_has_an_error_and_no_view() -> None:
    explanation = explained("Nginx")
    assert explanation.views == () and "lower case" in explanation.error


@pytest.mark.parametrize("digest", [f"sha256:{'0123456789abcdef' * 4}", "sha256:abc"])
def test_a_digest_is_shown_also_if_it_is_invalid(digest: str) -> None:
    found = explained(f"h.example/a@{digest}")
    assert found.image == f"h.example/a@{digest}" and "***" not in found.error


def test_a_name_that_plain_containerd_gets_no_file_for_is_a_problem() -> None:
    explanation = explained("quay.io/a", {"*": {"endpoint": ["a b"]}}, runtime="containerd")
    assert explanation.runtime is not None and "no hosts.toml can be written" in explanation.runtime.problems[0]


def test_certificates_given_as_content_are_where_they_are_written(make_certificate: Any) -> None:
    configs = {"m.example:5000": {"tls": {"ca_content": make_certificate("ca")}}}
    mirrors = {"docker.io": {"endpoint": ["https://m.example:5000"]}}
    wanted = RegistrySettings(parse_registries(mirrors, configs))
    for runtime, files in (
        ("rke2-agent", plan_rancher(wanted, RUNTIMES["rke2-agent"])),
        ("k3s-server", plan_rancher(wanted, RUNTIMES["k3s-server"])),
        ("containerd", plan_containerd(wanted, ContainerdFacts())),
        ("docker", plan_docker(wanted)),
    ):
        view = explained("nginx", mirrors, configs, runtime).runtime
        assert view is not None and view.endpoints[0].ca == files[0].path


def test_the_embedded_registry_comes_first_for_mirrored_registries_and_by_another_name_in_the_bootstrap() -> None:
    mirrors = {"docker.io": {"endpoint": ["m.example"], "rewrite": {"^library/": "hub/"}}}
    subject = Subject(parse_registries(mirrors, None), "rke2-agent", embedded_registry=True)
    mirrored, other = explain(subject, map(RequestedImage.parse, ["nginx", "quay.io/a/b"]))
    (runtime, bootstrap) = (view.endpoints[0] for view in mirrored.views)
    assert (runtime.url, runtime.ca) == ("https://127.0.0.1:9345/v2", "/var/lib/rancher/rke2/agent/server-ca.crt")
    assert bootstrap.url == runtime.url
    assert runtime.client_certificate == "/var/lib/rancher/rke2/agent/client-rke2-controller.crt"
    assert (runtime.repository, bootstrap.repository, mirrored.differ) == ("library/nginx", "hub/nginx", True)
    assert other.runtime is not None and [found.url for found in other.runtime.endpoints] == ["https://quay.io/v2"]


@pytest.mark.parametrize("runtime", ["containerd", "docker"])
def test_other_products_have_no_embedded_registry(runtime: str) -> None:
    (explanation,) = explain(
        Subject(parse_registries(MIRRORED, None), runtime, embedded_registry=True), [RequestedImage.parse("nginx")]
    )
    assert "127.0.0.1" not in repr(explanation)


def test_no_secret_is_in_an_explanation() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://u:secret@m.example/x", "ftp://u:secret@n.example"]}}
    configs = {"m.example": USER, "docker.io": {"auth": {"auth": "secret"}, "tls": {"key_content": "secret"}}}
    environment = {"HTTPS_PROXY": "http://u:secret@p:1", "CONTAINERD_HTTPS_PROXY": "http://v:secret@p:1"}
    for runtime in RUNTIMES:
        explanation = explained("nginx", mirrors, configs, runtime, environment)
        assert "secret" not in repr(explanation) + "".join(explanation_table([explanation]))
    assert "secret" not in repr(Subject(parse_registries(mirrors, configs), "rke2-agent", environment=environment))


def subject_of(entries: int, runtime: str) -> Subject:
    mirrors = {
        f"r{number}.example:5000": {
            "endpoint": [f"https://m{number}.example/v2/hub", f"m{number}.example:5000"],
            "rewrite": {"^library/(.*)": "hub/${1}"},
        }
        for number in range(entries)
    }
    configs = {f"m{number}.example:5000": {**USER, "tls": {"ca_content": "x"}} for number in range(entries)}
    return Subject(parse_registries(mirrors, configs), runtime, environment={"HTTPS_PROXY": "p:1", "NO_PROXY": "a"})


def calls_for(subject: Subject, images: int) -> int:
    """How many functions are called, Python's own included: the same on every machine, unlike the time they take."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    names = [f"r{number}.example:5000/library/x:1" for number in range(images)]
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        explanations = explain(subject, map(RequestedImage.parse, names))
    finally:
        sys.setprofile(before)
    assert len(explanations) == images and not any(explanation.error for explanation in explanations)
    return counted


@pytest.mark.parametrize("runtime", ["rke2-agent", "k3s-agent", "containerd", "docker"])
def test_an_image_takes_the_same_work_among_ten_thousand_entries_as_among_a_hundred(runtime: str) -> None:
    few, many = subject_of(100, runtime), subject_of(10_000, runtime)
    work = [calls_for(subject, 100) - calls_for(subject, 50) for subject in (few, many)]
    assert work[1] < 1.1 * work[0]
    # What is done once for all images: a few calls per entry.
    assert calls_for(many, 1) < 20 * 10_000


def explain_document(
    document: object, images: list[str], runtime: str, environment: dict[str, str]
) -> tuple[Explanation, ...]:
    """The explanations, one per image in their order, each with an error or with views that people can be shown."""
    before = time.monotonic()
    subject = Subject(parse_registries(*parts_of(document)), runtime, environment=environment)
    explanations = explain(subject, map(RequestedImage.parse, images))
    shown = json.loads(json.dumps([as_json(explanation) for explanation in explanations]))
    lines = list(explanation_table(explanations))
    assert time.monotonic() - before < SECONDS_PER_DOCUMENT
    assert [entry["image"] for entry in shown] == [mask_reference(image) for image in images]
    assert all(bool(explanation.error) != bool(explanation.views) for explanation in explanations)
    assert all(view.endpoints or view.problems for explanation in explanations for view in explanation.views)
    assert bool(lines) == bool(images) and all(len(line) <= 100 for line in lines)
    return explanations


@MANY
@given(
    DOCUMENTS,
    st.lists(IMAGES, max_size=3),
    st.sampled_from(sorted(RUNTIMES)),
    st.dictionaries(st.sampled_from(["HTTPS_PROXY", "NO_PROXY", "CONTAINERD_HTTP_PROXY"]), TEXTS),
)
def test_nothing_that_yaml_can_say_makes_it_fail(
    document: object, images: list[str], runtime: str, environment: dict[str, str]
) -> None:
    explanations = explain_document(document, images, runtime, environment)
    assert explanations == explain_document(document, images, runtime, environment)


@MANY
@given(YAML_TEXTS, st.sampled_from(sorted(RUNTIMES)))
def test_no_document_that_pyyaml_loads_makes_it_fail(text: str, runtime: str) -> None:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError):
        return
    hub, quay = explain_document(document, ["nginx", "quay.io/a/b"], runtime, {})
    assert (hub.error, hub.reference) == ("", "docker.io/library/nginx:latest")
    assert (quay.error, quay.reference) == ("", "quay.io/a/b:latest")


@pytest.mark.parametrize(
    "text",
    [
        "&a {mirrors: *a, configs: *a}",
        "&a [*a]",
        "mirrors: &m {docker.io: *m}",
        "mirrors: &m {q: {rewrite: *m}}",
    ],
)
def test_a_document_that_contains_itself_does_not_make_it_fail(text: str) -> None:
    (explanation,) = explain_document(yaml.safe_load(text), ["nginx"], "rke2-agent", {})
    assert explanation.runtime is not None
    assert [found.url for found in explanation.runtime.endpoints] == ["https://registry-1.docker.io/v2"]


def test_with_docker_the_list_on_the_node_decides_about_the_order() -> None:
    registries = parse_registries({"docker.io": {"endpoint": ["https://m.example"]}}, None)
    subject = Subject(registries, "docker", daemon_mirrors=("https://old.example", "https://m.example"))
    (found,) = explain(subject, [RequestedImage.parse("nginx")])
    assert found.found is not None
    assert [endpoint.url for endpoint in found.found.endpoints] == [
        "https://old.example/v2",
        "https://m.example/v2",
        "https://registry-1.docker.io/v2",
    ]
    assert found.drift


def test_with_docker_the_list_of_the_variables_is_no_drift() -> None:
    registries = parse_registries({"docker.io": {"endpoint": ["https://m.example"]}}, None)
    subject = Subject(registries, "docker", daemon_mirrors=("https://m.example/",))
    nginx, other = explain(subject, [RequestedImage.parse("nginx"), RequestedImage.parse("quay.io/a")])
    assert (nginx.drift, other.found) == (False, None)

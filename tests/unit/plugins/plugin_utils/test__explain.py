# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explaining images: the views of each runtime, and that nothing makes it fail or slow."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._runtimes import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._containerd_config import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_model import Explanation, as_json
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_table import explanation_table
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_containerd import plan_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_docker import plan_docker
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_rancher import plan_rancher
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_wanted import Wanted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# More are asked for by hand: 20,000 take some minutes.
EXAMPLES = int(os.environ.get("PULLPROOF_EXAMPLES", "400"))
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
    (explanation,) = explain(subject, [image])
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


def test_a_name_that_plain_containerd_gets_no_file_for_is_a_problem() -> None:
    explanation = explained("quay.io/a", {"*": {"endpoint": ["a b"]}}, runtime="containerd")
    assert explanation.runtime is not None and "no hosts.toml can be written" in explanation.runtime.problems[0]


def test_certificates_given_as_content_are_where_they_are_written(make_certificate: Any) -> None:
    configs = {"m.example:5000": {"tls": {"ca_content": make_certificate("ca")}}}
    mirrors = {"docker.io": {"endpoint": ["https://m.example:5000"]}}
    wanted = Wanted(parse_registries(mirrors, configs))
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
    mirrored, other = explain(subject, ["nginx", "quay.io/a/b"])
    (runtime, bootstrap) = (view.endpoints[0] for view in mirrored.views)
    assert (runtime.url, runtime.ca) == ("https://127.0.0.1:9345/v2", "/var/lib/rancher/rke2/agent/server-ca.crt")
    assert bootstrap.url == runtime.url
    assert runtime.client_certificate == "/var/lib/rancher/rke2/agent/client-rke2-controller.crt"
    assert (runtime.repository, bootstrap.repository, mirrored.differ) == ("library/nginx", "hub/nginx", True)
    assert other.runtime is not None and [found.url for found in other.runtime.endpoints] == ["https://quay.io/v2"]


@pytest.mark.parametrize("runtime", ["containerd", "docker"])
def test_other_products_have_no_embedded_registry(runtime: str) -> None:
    (explanation,) = explain(Subject(parse_registries(MIRRORED, None), runtime, embedded_registry=True), ["nginx"])
    assert "127.0.0.1" not in repr(explanation)


def test_no_secret_is_in_an_explanation() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://u:secret@m.example/x", "ftp://u:secret@n.example"]}}
    configs = {"m.example": USER, "docker.io": {"auth": {"auth": "secret"}, "tls": {"key_content": "secret"}}}
    environment = {"HTTPS_PROXY": "http://u:secret@p:1", "CONTAINERD_HTTPS_PROXY": "http://v:secret@p:1"}
    for runtime in RUNTIMES:
        explanation = explained("nginx", mirrors, configs, runtime, environment)
        assert "secret" not in repr(explanation) + "".join(explanation_table([explanation]))
    assert "secret" not in repr(Subject(parse_registries(mirrors, configs), "rke2-agent", environment=environment))


@pytest.mark.parametrize("runtime", ["rke2-agent", "k3s-agent", "containerd", "docker"])
def test_ten_thousand_entries_take_less_than_two_seconds_for_a_hundred_images(runtime: str) -> None:
    mirrors = {
        f"r{number}.example:5000": {
            "endpoint": [f"https://m{number}.example/v2/hub", f"m{number}.example:5000"],
            "rewrite": {"^library/(.*)": "hub/${1}"},
        }
        for number in range(10_000)
    }
    configs = {f"m{number}.example:5000": {**USER, "tls": {"ca_content": "x"}} for number in range(10_000)}
    subject = Subject(parse_registries(mirrors, configs), runtime, environment={"HTTPS_PROXY": "p:1", "NO_PROXY": "a"})
    before = time.process_time()
    explanations = explain(subject, [f"r{number}.example:5000/library/x:1" for number in range(0, 10_000, 100)])
    assert time.process_time() - before < 2
    assert len(explanations) == 100 and not any(explanation.error for explanation in explanations)


NAMES = st.sampled_from(
    ["docker.io", "*", "quay.io", "m.example:5000", "[::1]:5000", "localhost:5000", "_default", "u:p@h", "a/b", "", "é"]
)
PARTS = r"""http:// https:// ftp: m.example :5000 / /v2 [ ::1 ] %zz %2F u:p@ ? # \ " ( ) ^ .* $1 ${ + * <<"""
TEXTS = st.text(max_size=12) | st.lists(st.sampled_from([*PARTS.split(), " ", "\n", "\x00"]), max_size=6).map("".join)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.binary(max_size=3), TEXTS)
WORDS = """mirrors configs endpoint rewrite auth tls username password identity_token
    ca_file cert_file key_file insecure_skip_verify ca_content"""
KEYS = st.sampled_from(WORDS.split())
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | NAMES | SCALARS, inner, max_size=3),
    max_leaves=8,
)
TLS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("ca_file", "cert_file", "key_file", "insecure_skip_verify"), TEXTS | ANYTHING)
)
AUTH = st.fixed_dictionaries({}, optional=dict.fromkeys(("username", "password", "auth"), TEXTS | ANYTHING))
MIRROR = st.fixed_dictionaries(
    {},
    optional={
        "endpoint": st.lists(TEXTS | NAMES, max_size=4) | ANYTHING,
        "rewrite": st.dictionaries(TEXTS, TEXTS, max_size=3) | ANYTHING,
    },
)
CONFIG = st.fixed_dictionaries({}, optional={"auth": AUTH | ANYTHING, "tls": TLS | ANYTHING})
DOCUMENTS = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "mirrors": st.dictionaries(NAMES | TEXTS, MIRROR | ANYTHING, max_size=4) | ANYTHING,
        "configs": st.dictionaries(NAMES | TEXTS, CONFIG | ANYTHING, max_size=4) | ANYTHING,
    },
)
IMAGES = st.sampled_from(["nginx", "quay.io/a/b", "m.example:5000/a", "[::1]:5000/a/b", "localhost:5000/a"]) | TEXTS


def explain_document(document: object, images: list[str], runtime: str, environment: dict[str, str]) -> None:
    mirrors, configs = (
        (document.get("mirrors"), document.get("configs")) if isinstance(document, dict) else (document, document)
    )
    before = time.monotonic()
    explanations = explain(Subject(parse_registries(mirrors, configs), runtime, environment=environment), images)
    json.dumps([as_json(explanation) for explanation in explanations])
    assert all(len(line) <= 100 for line in explanation_table(explanations))
    assert time.monotonic() - before < SECONDS_PER_DOCUMENT


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    DOCUMENTS,
    st.lists(IMAGES, max_size=3),
    st.sampled_from(sorted(RUNTIMES)),
    st.dictionaries(st.sampled_from(["HTTPS_PROXY", "NO_PROXY", "CONTAINERD_HTTP_PROXY"]), TEXTS),
)
def test_nothing_that_yaml_can_say_makes_it_fail(
    document: object, images: list[str], runtime: str, environment: dict[str, str]
) -> None:
    explain_document(document, images, runtime, environment)


PIECES = ["mirrors:", "configs:", "docker.io:", "'*':", "endpoint:", "rewrite:", "auth:", "tls:", "username:", "- "]
PIECES += ["\n", "\n  ", "\n    ", "\n      ", "&a ", "*a", "<<: *a", "[", "]", "{", "}", ", ", "'a\\.b'", '"\\t"']
PIECES += [
    "https://m",
    "yes",
    "~",
    "1e3",
    "0x1f",
    "!!binary aGk=",
    "!!set {a}",
    "? ",
    ": ",
    "2020-01-01",
    "|\n  x",
    "#",
]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from(sorted(RUNTIMES)))
def test_no_document_that_pyyaml_loads_makes_it_fail(text: str, runtime: str) -> None:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError):
        return
    explain_document(document, ["nginx", "quay.io/a/b"], runtime, {})


def test_a_document_that_contains_itself_does_not_make_it_fail() -> None:
    for text in (
        "&a {mirrors: *a, configs: *a}",
        "&a [*a]",
        "mirrors: &m {docker.io: *m}",
        "mirrors: &m {q: {rewrite: *m}}",
    ):
        explain_document(yaml.safe_load(text), ["nginx"], "rke2-agent", {})

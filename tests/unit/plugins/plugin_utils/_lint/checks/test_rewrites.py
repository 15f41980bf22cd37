# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrites, compared with the hosts.toml that they end up in."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import generate_hosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_hosts_toml import hosts_toml
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PATTERNS = st.text(st.sampled_from("ab^$.*()[]\\\"'\n\t/\x7f|?d"), min_size=1, max_size=6)


def registries(rewrite: dict[str, str], name: str = "docker.io") -> Registries:
    return parse_registries({name: {"endpoint": ["https://m.example"], "rewrite": rewrite}}, {})


def findings(rewrite: dict[str, str], **known: Any) -> list[Finding]:
    found = registries(rewrite, known.pop("name", "docker.io"))
    return list(lint(lint_subject(found, known.pop("runtime", "rke2-agent"), "v1.34.2+rke2r1", **known)))


def ids(rewrite: dict[str, str], **known: Any) -> list[str]:
    return [finding.id for finding in findings(rewrite, **known)]


@settings(max_examples=500, deadline=None)
@given(PATTERNS, PATTERNS)
def test_a_rule_that_hosts_toml_does_not_carry_as_it_is_is_an_error(pattern: str, text: str) -> None:
    folder = generate_hosts(registries({pattern: text})).directories["docker.io"]
    try:
        read = tomllib.loads(hosts_toml(folder, "rke2"))["host"]["https://m.example/v2"]["rewrite"]
    except tomllib.TOMLDecodeError:
        read = None
    is_found = "rewrite-not-in-toml" in ids({pattern: text})
    # A tab is carried, and forbidden all the same: no repository's name has one.
    assert is_found or read == {pattern: text}


def test_a_group_with_a_backslash_has_the_syntax_of_go_as_its_fix() -> None:
    (finding,) = [found for found in findings({"^(.*)$": r"hub/\1"}) if found.id == "rewrite-not-in-toml"]
    assert finding.fix == "Write ${1} for the first group of the pattern."


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("hub_$1_copy", "Write ${1}_copy."),
        ("$1x", "Write ${1}x."),
        ("$2", "Put parentheses around the part for $2."),
        ("${name}", "Put parentheses around the part for $name."),
    ],
)
def test_a_group_that_does_not_exist_is_told_with_what_was_meant(text: str, fix: str) -> None:
    (finding,) = findings({"^library/(.*)": text})
    assert (finding.id, finding.severity, finding.fix) == ("rewrite-group-missing", "error", fix)


@pytest.mark.parametrize("text", ["$1", "${1}", "$0", "a$$1_x", "$", "${", "$1-x", "$1/x", "${repo}"])
def test_a_group_that_exists_and_what_is_no_group_is_no_missing_group(text: str) -> None:
    assert "rewrite-group-missing" not in ids({"^library/(?P<repo>.*)": text})


@pytest.mark.parametrize("pattern", ["^(?!a)(.*)", "^(a)\\1", "^(a", "^a**", "^[z-a]"])
def test_what_go_does_not_compile_is_an_error(pattern: str) -> None:
    assert "rewrite-invalid" in ids({pattern: "b"})


def test_two_rules_for_one_image_are_an_error_that_names_both() -> None:
    (finding,) = findings({"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"})
    assert (finding.id, finding.severity) == ("rewrite-order-random", "error")
    assert "'^rancher/(.*)' and '^(.*)$'" in finding.message and "a name such as 'rancher/x'" in finding.message


def test_a_listed_image_that_two_rules_change_is_named_as_one() -> None:
    (finding,) = findings({"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"}, images=("docker.io/rancher/shell",))
    assert "the listed image's name 'rancher/shell'" in finding.message


def test_a_rule_for_any_registry_is_compared_with_images_that_no_other_mirror_has() -> None:
    rewrite = {"^org/(.*)": "mirror/${1}"}
    assert ids(rewrite, name="*", images=("quay.io/org/app:1",)) == []
    assert ids(rewrite, name="*", images=("quay.io/other/app:1",)) == ["rewrite-never-matches"]


def test_a_rule_without_listed_images_of_its_registry_may_be_for_others() -> None:
    assert ids({"^org/(.*)": "mirror/${1}"}, images=("quay.io/other/app:1",)) == []


def test_the_short_name_is_no_trap_on_other_registries() -> None:
    images = ("quay.io/library/nginx",)
    assert ids({"^nginx$": "hub/nginx"}, name="quay.io", images=images) == ["rewrite-never-matches"]
    assert ids({"^nginx$": "hub/nginx"}, images=("docker.io/nginx",)) == ["rewrite-without-library"]


@pytest.mark.parametrize("runtime", ["containerd", "docker"])
def test_runtimes_without_rewrites_hear_that_and_nothing_else(runtime: str) -> None:
    assert ids({"(": "$2"}, runtime=runtime) == ["rewrite-unsupported"]


@pytest.mark.parametrize("text", ["hub/$$1", "hub/$", "hub/${1", "Hub/${1}", "hub ${1}", "hub:${1}"])
def test_a_replacement_that_no_name_can_have_is_told(text: str) -> None:
    assert ids({"^library/(.*)": text}) == ["rewrite-no-name"]


@pytest.mark.parametrize("text", ["hub/${1}", "$1", "a.b_c-d/${1}", "${0}"])
def test_a_replacement_of_letters_that_names_have_is_fine(text: str) -> None:
    assert "rewrite-no-name" not in ids({"^library/(.*)": text})


@pytest.mark.parametrize(
    ("rewrite", "shown"),
    [
        ({"^(?:library|)(.*)": "p/$1"}, "'p//nginx'"),
        ({"^library(.*)": "$1"}, "'/nginx'"),
        ({"^library/.*": "hub/"}, "'hub/'"),
        ({"^library/nginx$": ""}, "''"),
    ],
)
def test_a_result_that_is_no_repository_is_shown(rewrite: dict[str, str], shown: str) -> None:
    (finding,) = [found for found in findings(rewrite, images=("nginx",)) if found.id == "rewrite-result-invalid"]
    assert (finding.severity, f"becomes {shown}" in finding.message) == ("error", True)


@pytest.mark.parametrize("images", [(), ("docker.io/library/nginx", "docker.io/rancher/shell:1")])
def test_a_result_that_is_a_repository_is_fine(images: tuple[str, ...]) -> None:
    assert ids({"^(?:library/)?(.*)": "p/$1"}, images=images) == []


def test_without_listed_images_usual_names_are_tried() -> None:
    assert ids({"^(?:library|)(.*)": "p/$1"}) == ["rewrite-result-invalid"]


@pytest.mark.parametrize("text", ["m.example/p/$1", "m.example:5000/p/$1"])
def test_a_result_that_begins_with_the_host_of_the_endpoint_is_told(text: str) -> None:
    mirrors = {"quay.io": {"endpoint": ["https://m.example:5000"], "rewrite": {"^(.*)": text}}}
    found = lint(lint_subject(parse_registries(mirrors, {}), "rke2-agent", images=("quay.io/a/b",)))
    assert "rewrite-adds-host" in {finding.id for finding in found}

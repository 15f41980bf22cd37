# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint as a whole: silent where all is well, complete, and never with a secret."""

from __future__ import annotations

import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import IDS, lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject
from tests.vectors.generator.any_documents import DOCUMENTS, IMAGES, MANY, YAML_TEXTS, parts_of

WORKING = yaml.safe_load((Path(__file__).parents[1] / "data" / "lint" / "working.yml").read_text())
RUNTIMES = ("", "rke2-server", "rke2-agent", "k3s-server", "k3s-agent", "containerd", "docker", "auto")
# On a machine that does other things as well; alone a document takes some milliseconds.
SECONDS_PER_DOCUMENT = 10
SECRET = "S3cr3t-0f-n0b0dy"


def subject(mirrors: Any = None, configs: Any = None, **known: Any) -> LintSubject:
    for name in ("images", "docker_config"):
        known[name] = tuple(known.get(name, ()))
    return lint_subject(parse_registries(mirrors, configs), **known)


@pytest.mark.parametrize("name", WORKING)
def test_a_working_configuration_has_no_error_and_no_warning(name: str) -> None:
    found = lint(subject(**WORKING[name]))
    assert [finding for finding in found if finding.severity != "info"] == []


def test_errors_come_first_and_infos_last() -> None:
    mirrors = {"docker.io": {"endpoint": ["mirror.example.com:80", "https://mirror.example.com/hub"], "endpoints": []}}
    severities = [finding.severity for finding in lint(subject(mirrors, images=["nginx"]))]
    assert severities == ["error", "warning", "warning", "info"]


def test_a_skipped_id_is_left_out_and_the_others_stay() -> None:
    mirrors = {"docker.io": {"endpoint": ["mirror.example.com:80", "https://mirror.example.com/hub"]}}
    ids = {finding.id for finding in lint(subject(mirrors), ["endpoint-scheme-port-80"])}
    assert ids == {"endpoint-path-without-v2"}


def test_unmanaged_mirrors_of_docker_can_be_skipped() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://m1.lab"]}}
    docker = lint_subject(parse_registries(mirrors, {}), "docker", unmanaged_mirrors=("https://old.example",))
    identifier = "docker-unmanaged-mirror"
    assert identifier in {finding.id for finding in lint(docker)}
    assert not [finding for finding in lint(docker, [identifier]) if identifier in finding.sentence]


@pytest.mark.parametrize("identifier", ["unknown-key", "insecure-not-allowed", "url-has-userinfo"])
def test_what_could_not_be_written_as_it_stands_can_not_be_skipped(identifier: str) -> None:
    mirrors = {"docker.io": {"endpoint": ["https://u:p@m.example.com"], "endpoints": []}}
    configs = {"m.example.com": {"tls": {"insecure_skip_verify": True}}}
    found = {finding.id: finding for finding in lint(subject(mirrors, configs), [identifier])}
    assert found[identifier].severity == found["lint-skip-refused"].severity == "error"
    assert identifier in found["lint-skip-refused"].message


def test_two_unknown_keys_at_one_place_are_two_findings() -> None:
    found = lint(subject({"docker.io": {"endpoints": [], "rewrites": {}, "endpoint": ["https://m.example.com"]}}))
    assert [finding.id for finding in found] == ["unknown-key", "unknown-key"]


def test_what_only_the_target_version_has_says_so() -> None:
    mirrors = {"*": {"endpoint": ["https://mirror.example.com"]}}
    known = {"runtime": "rke2-agent", "version": "v1.31.6+rke2r1", "target_version": "v1.32.2+rke2r1"}
    (finding,) = lint(subject(mirrors, **known))
    assert finding.id == "wildcard-fallback" and not finding.message.startswith("With v1.32.2")
    (finding,) = lint(subject(mirrors, **{**known, "version": "v1.32.1+rke2r1"}))
    assert finding.message.startswith("With v1.32.2+rke2r1: ")


def test_without_a_version_the_issues_that_are_left_open_are_named() -> None:
    mirrors = {"*": {"endpoint": ["https://mirror.example.com"]}}
    (finding,) = lint(subject(mirrors, runtime="rke2-agent"))
    assert (finding.id, finding.severity) == ("version-unknown", "info")
    assert "wildcard-fallback" in finding.message
    # The one is in every version, the other needs rewrites.
    assert "rewrite-order-random" not in finding.message and "rewrite-token-scope" not in finding.message


def test_an_issue_without_a_fix_needs_no_version_to_be_found() -> None:
    rewrite = {"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"}
    mirrors = {"docker.io": {"endpoint": ["https://mirror.example.com"], "rewrite": rewrite}}
    error, unknown = lint(subject(mirrors, runtime="rke2-agent"))
    assert error.id == "rewrite-order-random"
    assert unknown.id == "version-unknown" and "rewrite-order-random" not in unknown.message


def test_a_file_with_ten_thousand_mirrors_is_checked_in_seconds() -> None:
    mirrors = {
        f"r{number}.example.com": {"endpoint": [f"https://m{number}.example.com/v2/p"]} for number in range(5000)
    }
    configs = {f"m{number}.example.com": {"auth": {"username": "u", "password": "p"}} for number in range(5000)}
    big = subject(mirrors, configs, runtime="rke2-agent", version="v1.34.2+rke2r1")
    start = time.perf_counter()
    assert [finding for finding in lint(big) if finding.severity != "info"] == []
    assert time.perf_counter() - start < 10


SECRETIVE = {
    "mirrors": {
        "docker.io": {"endpoint": [f"https://u:{SECRET}@h:5000", f"u:{SECRET}@h", f"http://{SECRET}@h:x"]},
        f"u:{SECRET}@quay.io": {"endpoint": ["http://h:5000"], "rewrite": {"(": "$2"}},
        "ghcr.io": {"endpoint": ["http://h:5000/p"]},
    },
    "configs": {
        f"https://u:{SECRET}@h:5000": {},
        "h:5000": {"auth": {"username": SECRET, "password": SECRET, "auth": SECRET, "identity_token": SECRET}},
        "h": {"auth": {"username": SECRET}, "tls": {"key_content": SECRET, "cert_content": SECRET}},
        "ghcr.io": {"auth": {"auth": SECRET}, "tls": {"insecure_skip_verify": SECRET}},
        "quay.io": {"auth": {"token": SECRET, "password": SECRET}},
    },
    "environment": {
        "HTTPS_PROXY": f"http://u:{SECRET}@proxy.example.com:3128",
        "HTTP_PROXY": f"u:{SECRET}@proxy.example.com:3128",
        "CONTAINERD_https_proxy": f"http://u:{SECRET}@proxy:port",
    },
}


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("platform", ["linux", "windows"])
def test_no_finding_shows_a_secret(runtime: str, platform: str) -> None:
    found = lint(subject(**SECRETIVE, runtime=runtime, platform=platform, version="v1.28.0+rke2r1"))
    assert len(found) > 15
    shown = [finding for finding in found if SECRET in "".join(getattr(finding, item.name) for item in fields(Finding))]
    assert shown == []


TEXTS = st.sampled_from(
    (
        *(
            "docker.io",
            "index.docker.io",
            "*",
            "",
            "h",
            "H:5000",
            "h:5000",
            "[::1]:80",
            "2001:db8::1",
            "localhost:5000",
        ),
        *(
            "https://h:5000/v2/",
            "http://h/p",
            "u:p@h",
            "https://[fe80::1%25en0]/v2",
            "https://%zz",
            "//",
            "h:x",
            "h/%2f",
        ),
        *("^a/(.*)", "(", "\\d", "$1_x", "${1}", "a|^b", "(?i)x", "x" * 300, "\x00", "é.example"),
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)
MIRRORS = st.dictionaries(
    TEXTS,
    st.fixed_dictionaries(
        {"endpoint": st.lists(TEXTS, max_size=3), "rewrite": st.dictionaries(TEXTS, TEXTS, max_size=3)}
    )
    | VALUES,
    max_size=4,
)
AUTHS = st.dictionaries(st.sampled_from(("username", "password", "auth", "identity_token")), TEXTS, max_size=2)
TLS = st.dictionaries(st.sampled_from(("ca_file", "ca_content", "cert_file", "key_file")), TEXTS, max_size=2)
CONFIGS = st.dictionaries(TEXTS, st.fixed_dictionaries({}, optional={"auth": AUTHS, "tls": TLS}) | VALUES, max_size=4)
ENVIRONMENTS = st.dictionaries(
    st.sampled_from(("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "CONTAINERD_HTTPS_PROXY", "CONTAINERD_no_proxy", "X")),
    TEXTS | st.just("http://proxy:3128"),
)


@settings(max_examples=400, deadline=None)
@given(
    MIRRORS | VALUES,
    CONFIGS | VALUES,
    ENVIRONMENTS,
    st.sampled_from(RUNTIMES),
    st.sampled_from((None, "v1.28.7+rke2r1", "1.6.10", "x")),
    st.sampled_from(("linux", "windows")),
    st.lists(TEXTS, max_size=3),
    st.booleans(),
)
def test_the_lint_never_raises_whatever_the_variables_hold(
    mirrors: Any, configs: Any, environment: Any, runtime: str, version: Any, platform: str, images: Any, flag: bool
) -> None:
    known = {"environment": environment, "runtime": runtime, "version": version, "platform": platform, "images": images}
    found = lint(subject(mirrors, configs, **known, default_endpoint=flag, embedded_registry=not flag))
    assert all(finding.id and finding.where and finding.message and finding.fix for finding in found)


def lint_document(document: object, runtime: str, images: list[str]) -> None:
    before = time.monotonic()
    found = lint(subject(*parts_of(document), runtime=runtime, images=images, version="v1.32.2+rke2r1"))
    assert time.monotonic() - before < SECONDS_PER_DOCUMENT
    assert all(finding.id in IDS and finding.where and finding.message and finding.fix for finding in found)
    assert len(set(found)) == len(found)


@MANY
@given(DOCUMENTS, st.sampled_from(RUNTIMES), st.lists(IMAGES, max_size=3))
def test_nothing_that_yaml_can_say_makes_it_fail(document: object, runtime: str, images: list[str]) -> None:
    lint_document(document, runtime, images)


@MANY
@given(YAML_TEXTS, st.sampled_from(RUNTIMES))
def test_no_document_that_pyyaml_loads_makes_it_fail(text: str, runtime: str) -> None:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError):
        return
    lint_document(document, runtime, ["nginx"])

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of a host, with a controller that is a fake."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import PemError
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller, HostProfile, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.conftest import NOW

DEFAULTS = {"proxy_no_proxy_defaults": ["localhost", "10.42.0.0/16", "10.43.0.0/16"]}
AGENT = HostProfile("rke2-agent", "v1.34.2+rke2r1")
SECRET = "S3cr3t-0f-n0b0dy"


def evaluated(value: object) -> object:
    if value == "absent":
        raise UnresolvedError("'absent' is undefined")
    return value


def no_file(source: str) -> str:
    raise PemError("no-source", f"{source} can't be read", "correct src")


def lint(known: HostProfile = AGENT, **variables: Any) -> tuple[Finding, ...]:
    return lint_host({**DEFAULTS, **variables}, known, Controller(evaluated, no_file, NOW))


def ids(known: HostProfile = AGENT, **variables: Any) -> list[str]:
    return [finding.id for finding in lint(known, **variables)]


def test_nothing_set_is_nothing_wrong() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"time_sync_servers": [{"hostname": "a b"}]}, "time-server-name"),
        ({"time_sync_timeout": -1}, "out-of-range"),
        ({"ca_trust_certificates": [{"name": "a", "src": "absent.pem"}]}, "ca-no-source"),
        ({"proxy_https": "proxy:3128"}, "proxy-without-scheme"),
        ({"proxy_environment": ["a"]}, "wrong-type"),
        ({"runtime_timeout": 0}, "out-of-range"),
        ({"verify_images": [7]}, "wrong-type"),
        ({"verify_configs": {"h": {"auth": {"username": "u"}}}}, "user-without-password"),
        ({"registries_mirrors": {"docker.io": {"endpoints": []}}}, "unknown-key"),
        ({"ca_trust_certificate": []}, "variable-unknown"),
    ],
)
def test_the_variables_of_every_role_count(variables: dict[str, Any], expected: str) -> None:
    assert expected in ids(**variables)


def test_the_mirrors_are_linted_together_with_images_and_proxy() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://10.1.2.3:5000"], "rewrite": {"^a/(.*)": "b/$1"}}}
    found = ids(registries_mirrors=mirrors, proxy_https="http://p:3128", verify_images=["docker.io/b/c"])
    assert {"proxy-for-private-mirror", "rewrite-never-matches"} <= set(found)


def test_the_ranges_of_the_cluster_are_those_of_the_variables() -> None:
    (finding,) = lint(proxy_https="http://p:3128", proxy_cluster_cidrs=["10.99.0.0/16"])
    assert finding.id == "proxy-no-cluster-ranges" and "10.99.0.0/16" in finding.message


def test_a_wrong_image_is_named_once() -> None:
    assert ids(verify_images=["h:5000/Big"]) == ["image-invalid"]


def test_images_for_other_systems_are_not_linted_for_this_one() -> None:
    assert ids(verify_images=["docker.io/a/b", {"image": "nginx", "os": "windows"}]) == []
    (finding,) = lint(
        HostProfile("rke2-agent", "v1.36.2", "windows"), verify_images=["a/b", {"image": "c", "os": "linux"}]
    )
    assert finding.where == "verify_images[0]"


def test_without_a_runtime_what_holds_for_any_is_said_and_that_it_is_not_known() -> None:
    found = ids(
        HostProfile(), registries_mirrors={"docker.io": {"endpoints": []}}, proxy_containerd_https="http://p:3128"
    )
    assert {"unknown-key", "runtime-unknown"} <= set(found) and "proxy-not-for-bootstrap" not in found


def test_what_would_only_follow_from_a_missing_value_is_left_out() -> None:
    found = lint(registries_configs={"h": {"tls": {"ca_content": "absent"}}})
    assert "variable-unresolved" in {finding.id for finding in found}
    assert "tls-not-pem" not in {finding.id for finding in found}


def test_skipping_holds_for_the_findings_of_all_roles() -> None:
    unresolved: dict[str, Any] = {"registries_configs": {"h": {"auth": {"username": "u", "password": "absent"}}}}
    assert "variable-unresolved" in ids(**unresolved)
    assert "variable-unresolved" not in ids(**unresolved, registries_lint_skip=["variable-unresolved"])


def test_what_a_role_would_refuse_anyhow_can_not_be_skipped() -> None:
    found = ids(proxy_https="proxy:3128", registries_lint_skip=["proxy-without-scheme"])
    assert found == ["lint-skip-refused", "proxy-without-scheme"]


NAMES = st.sampled_from(
    [
        "registries_mirrors",
        "registries_configs",
        "registries_docker_config",
        "registries_image_pull_progress_timeout",
        "registries_lint_skip",
        "proxy_https",
        "proxy_no_proxy",
        "proxy_environment",
        "proxy_cluster_cidrs",
        "proxy_service_cidrs",
        "ca_trust_certificates",
        "time_sync_servers",
        "verify_images",
        "verify_configs",
        "verify_parallel",
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["absent", "http://p:1", "*"])
)
KEYS = st.sampled_from(
    ["docker.io", "auth", "endpoint", "image", "os", "name", "content", "hostname", "HTTPS_PROXY", "a"]
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.integers(), inner, max_size=3)
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(NAMES, ANYTHING, max_size=5), st.sampled_from(["", "rke2-agent", "docker", "containerd"]))
def test_it_never_raises_whatever_the_variables_hold(variables: dict[str, Any], runtime: str) -> None:
    for finding in lint(HostProfile(runtime), **variables):
        assert finding.severity in ("error", "warning", "info")


def test_no_secret_is_in_a_finding() -> None:
    found = lint(
        registries_configs={"h": {"auth": {"username": "u", "password": [SECRET]}}, f"u:{SECRET}@h": {}},
        proxy_https=f"u:{SECRET}@proxy:3128",
        proxy_environment={f"TOKEN={SECRET}": SECRET},
        ca_trust_certificates=[{"name": "a", "content": SECRET}],
    )
    assert len(found) >= 5 and SECRET not in str(found)


def test_a_runtime_that_is_none_is_told_once_where_people_wrote_it() -> None:
    names = ("pullproof_runtime", "registries_runtime", "proxy_runtime", "runtime_runtime")
    found = lint(AGENT, **dict.fromkeys(names, "rke2-windows"))
    assert [(finding.id, finding.where) for finding in found] == [("variable-invalid", "pullproof_runtime")]
    assert "rke2-agent" in found[0].fix


def test_a_misspelt_option_of_the_playbooks_is_an_error() -> None:
    assert [(finding.id, finding.where) for finding in lint(lint_jsn="lint.json")] == [("variable-unknown", "lint_jsn")]


def test_nothing_after_the_colon_of_a_list_is_called_empty() -> None:
    assert [finding.message for finding in lint(verify_images=None)] == ["It is empty, and not of the type list."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("registries_mirrors", {"docker.io": {"endpoints": ["https://m.example"]}}),
        ("registries_mirrors", {"docker.io": {"endpoint": "https://m.example"}}),
        ("registries_configs", {"h": {"auth": {"username": "u", "password": 12345}}}),
    ],
)
def test_what_is_wrong_is_not_called_missing_too(name: str, value: object) -> None:
    assert len(lint(AGENT, **{name: value})) == 1

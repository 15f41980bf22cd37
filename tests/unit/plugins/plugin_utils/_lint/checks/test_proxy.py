# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy's variables, as Go decides with them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.proxy import variable_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PROXY = "http://proxy.example.com:3128"
RANGES = "10.0.0.0/8"


def findings(environment: dict[str, str], endpoint: str = "", **known: Any) -> list[Finding]:
    registries = parse_registries({"quay.io": {"endpoint": [endpoint]}} if endpoint else {}, {})
    runtime = known.pop("runtime", "rke2-agent")
    return list(lint(lint_subject(registries, runtime, "v1.34.2+rke2r1", environment=environment, **known)))


def ids(environment: dict[str, str], endpoint: str = "", **known: Any) -> list[str]:
    return [finding.id for finding in findings(environment, endpoint, **known)]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("HTTPS_PROXY", "proxy_https"),
        ("NO_PROXY", "proxy_no_proxy"),
        ("CONTAINERD_HTTP_PROXY", "proxy_containerd_http"),
        ("CONTAINERD_NO_PROXY", "proxy_containerd_no_proxy"),
        ("https_proxy", "proxy_environment['https_proxy']"),
    ],
)
def test_findings_name_the_role_variable_of_an_environment_variable(name: str, place: str) -> None:
    assert variable_place(name) == place


@pytest.mark.parametrize(
    ("runtime", "environment", "expected"),
    [
        ("rke2-agent", {"NO_PROXY": RANGES}, []),
        ("rke2-agent", {"NO_PROXY": "10.42.0.0/16,10.43.0.0/16"}, []),
        ("rke2-agent", {"NO_PROXY": "*"}, []),
        ("k3s-agent", {}, ["proxy-no-cluster-ranges"]),
        ("rke2-agent", {"NO_PROXY": "10.42.0.0/17,10.43.0.0/16"}, ["proxy-no-cluster-ranges"]),
        ("rke2-agent", {"NO_PROXY": RANGES, "CONTAINERD_NO_PROXY": ".lan"}, ["proxy-no-cluster-ranges"]),
        ("rke2-agent", {"NO_PROXY": ".lan", "CONTAINERD_NO_PROXY": RANGES}, []),
        # Servers add the ranges themselves, but not to the list of containerd.
        ("rke2-server", {"NO_PROXY": ".lan"}, []),
        ("k3s-server", {"NO_PROXY": RANGES, "CONTAINERD_NO_PROXY": ".lan"}, ["proxy-no-cluster-ranges"]),
        ("containerd", {}, []),
    ],
)
def test_pods_and_services_are_to_be_reached_directly(
    runtime: str, environment: dict[str, str], expected: list[str]
) -> None:
    assert ids({"HTTPS_PROXY": PROXY, **environment}, runtime=runtime) == expected


def test_ranges_of_another_cluster_are_taken_as_given() -> None:
    environment = {"HTTPS_PROXY": PROXY, "NO_PROXY": RANGES}
    (finding,) = findings(environment, cluster_networks=("10.0.0.0/16", "fd00::/56"))
    assert finding.fix == "Add fd00::/56." and finding.where == "proxy_no_proxy"


def test_without_a_proxy_nothing_is_exempt_from_it() -> None:
    assert ids({"NO_PROXY": ".lan"}, "https://10.1.2.3:5000") == []


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://172.16.0.5:5000", ["proxy-for-private-mirror"]),
        ("https://mirror", ["proxy-for-private-mirror"]),
        ("https://mirror.corp", ["proxy-for-private-mirror"]),
        ("https://[fd00::5]:5000", ["proxy-for-private-mirror"]),
        ("https://mirror.example.net", ["proxy-for-mirror"]),
        ("https://10.1.2.3:5000", []),
        ("http://localhost:5000", []),
        ("http://172.16.0.5:5000", []),
    ],
)
def test_a_mirror_that_would_be_asked_through_the_proxy_is_named(endpoint: str, expected: list[str]) -> None:
    assert ids({"HTTPS_PROXY": PROXY, "NO_PROXY": RANGES}, endpoint, default_endpoint=False) == expected


@pytest.mark.parametrize(
    ("environment", "where", "reason"),
    [
        ({"HTTP_PROXY": PROXY, "NO_PROXY": RANGES}, "proxy_https", "because HTTPS_PROXY is not set"),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": f"{RANGES},.quay.io,quay.io"}, "proxy_no_proxy", "because of 'quay.io'"),
        (
            {"HTTPS_PROXY": PROXY, "NO_PROXY": RANGES, "CONTAINERD_NO_PROXY": f"{RANGES},quay.io:443"},
            "proxy_containerd_no_proxy",
            "because of 'quay.io:443'",
        ),
    ],
)
def test_a_public_registry_that_would_be_asked_directly_is_named_with_the_reason(
    environment: dict[str, str], where: str, reason: str
) -> None:
    (finding,) = findings(environment, images=("quay.io/a/b",))
    assert (finding.id, finding.where) == ("proxy-not-for-public-registry", where)
    assert reason in finding.message


def test_a_public_registry_that_is_never_asked_needs_no_proxy() -> None:
    environment = {"HTTP_PROXY": PROXY, "NO_PROXY": RANGES}
    assert ids(environment, "https://10.1.2.3", default_endpoint=False) == []
    assert ids(environment, "https://10.1.2.3") == ["proxy-not-for-public-registry"]


def test_an_address_that_go_can_not_parse_again_is_left_to_its_own_finding() -> None:
    assert ids({"HTTPS_PROXY": PROXY, "NO_PROXY": RANGES}, "2001:db8::1") == ["ipv6-without-brackets"]


def test_plain_containerd_knows_no_variables_of_its_own() -> None:
    assert ids({"CONTAINERD_HTTPS_PROXY": PROXY}, "https://mirror.corp", runtime="containerd") == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of known issues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import issues_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

BOUNDARIES = yaml.safe_load((Path(__file__).parents[2] / "data" / "lint" / "boundaries.yml").read_text())
WILDCARD = parse_registries({"*": {"endpoint": ["https://mirror.example.com:5000"]}}, {})


def issues_for(registries: Registries, product: str, version: str | None, **known: Any) -> list[Finding]:
    subject = lint_subject(registries, product, version, **known)
    return list(issues_of(subject, Version.parse(version) if version else None))


def ids(registries: Registries, product: str, version: str | None, **known: Any) -> set[str]:
    return {finding.id for finding in issues_for(registries, product, version, **known)}


def test_every_issue_has_boundaries_to_be_tested() -> None:
    assert [issue.id for issue in KNOWN_ISSUES if issue.id not in BOUNDARIES] == []
    assert len(BOUNDARIES) == len(KNOWN_ISSUES)


@pytest.mark.parametrize("issue", KNOWN_ISSUES, ids=lambda issue: issue.id)
def test_an_issue_is_of_the_versions_that_its_source_says(issue: Any) -> None:
    versions = issue.affected.get("rke2") or next(iter(issue.affected.values()))
    expected = BOUNDARIES[issue.id]
    assert [text for text in expected["has"] if not versions.affects(Version.parse(text))] == []
    assert [text for text in expected["has_not"] if versions.affects(Version.parse(text))] == []


def test_preflight_names_what_a_planned_version_breaks() -> None:
    (finding,) = issues_for(WILDCARD, "rke2", "v1.32.2+rke2r1")
    assert (finding.id, finding.severity) == ("wildcard-fallback", "warning")
    assert finding.where == "registries_mirrors['*']"
    assert finding.fix.startswith("Upgrade to v1.32.3 or later. Otherwise: ")
    assert "k3s-io/k3s#11857" in finding.source


@pytest.mark.parametrize("version", ["v1.30.14+rke2r1", "v1.31.7+rke2r1", "v1.33.0+rke2r1"])
def test_the_versions_around_it_have_no_issue_with_the_same_variables(version: str) -> None:
    assert ids(WILDCARD, "rke2-server", version) == set()


def test_without_a_default_endpoint_there_is_no_fallback_to_lose() -> None:
    assert ids(WILDCARD, "rke2", "v1.32.2+rke2r1", default_endpoint=False) == set()


def test_issues_of_rke2_do_not_concern_k3s() -> None:
    registries = parse_registries(
        {"docker.io": {"endpoint": ["https://m.example.com"], "rewrite": {"^library/(.*)": "hub/${1}"}}}, {}
    )
    assert ids(registries, "rke2", "v1.30.5") == {"rewrite-token-scope", "bootstrap-rewrites-registry"}
    assert ids(registries, "k3s", "v1.30.5") == {"rewrite-token-scope"}
    assert ids(registries, "containerd", "1.7.24") == set()


def test_an_intended_change_has_no_version_with_a_fix() -> None:
    registries = parse_registries({}, {"h": {"auth": {"username": "u", "password": "p"}}})
    found = {finding.id: finding for finding in issues_for(registries, "containerd", "2.4.2")}
    assert set(found) == {"local-image-pull", "registry-tables-deprecated"}
    assert found["registry-tables-deprecated"].message.endswith("(since v2.0.0).")
    assert "Upgrade" not in found["registry-tables-deprecated"].fix
    assert ids(registries, "containerd", "2.7.0") == {"local-image-pull", "registry-tables-removed"}
    assert ids(registries, "containerd", "1.7.24") == set()


def test_issues_of_windows_do_not_concern_linux() -> None:
    registries = parse_registries({}, {"quay.io": {"auth": {"username": "u", "password": "p"}}})
    assert ids(registries, "rke2", "v1.31.5", platform="windows") == {"windows-auth"}
    assert ids(registries, "rke2", "v1.31.5") == set()


def test_without_a_version_only_what_no_version_has_fixed_is_named() -> None:
    rewrite = {"^rancher/(.*)": "a/${1}", "^(.*)$": "b/${1}"}
    registries = parse_registries({"*": {"endpoint": ["https://m.example.com"], "rewrite": rewrite}}, {})
    assert ids(registries, "rke2", None) == {"rewrite-order-random"}


def test_both_keys_of_docker_hub_are_safe_in_every_version() -> None:
    auth = {"auth": {"username": "u", "password": "p"}}
    one, both = parse_registries({}, {"docker.io": auth}), {"docker.io": auth, "registry-1.docker.io": auth}
    assert ids(one, "k3s", "v1.33.2+k3s1") == {"hub-credentials-one-key"}
    assert ids(parse_registries({}, both), "k3s", "v1.33.2+k3s1") == set()


def test_the_embedded_registry_needs_a_folder_with_a_port_on_windows() -> None:
    assert ids(parse_registries({}, {}), "rke2", "v1.31.5", platform="windows", embedded_registry=True) == {
        "windows-port-folder",
        "embedded-registry-wait",
    }


def test_identifiers_are_unique() -> None:
    assert len({issue.id for issue in KNOWN_ISSUES}) == len(KNOWN_ISSUES)


def test_where_a_fix_is_not_known_the_advice_is_a_version_that_has_it() -> None:
    registries = parse_registries({}, {"mirror.example.com:5000": {"tls": {"ca_file": "C:/ca.pem"}}})
    found = {finding.id: finding for finding in issues_for(registries, "rke2", "v1.30.10+rke2r1", platform="windows")}
    unverified = found["windows-port-folder-unverified"]
    assert unverified.fix.startswith("Upgrade to v1.31.6 or later.")
    assert "fixed in v1.31.6, v1.32.2" in unverified.message
    assert "windows-port-folder" in ids(registries, "rke2", "v1.31.5+rke2r1", platform="windows")

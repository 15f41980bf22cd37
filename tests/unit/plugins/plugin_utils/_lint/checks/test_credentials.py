# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that can't work."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PAIR = {"username": "u", "password": "p"}


def ids(auth: Any, endpoint: str = "https://h.example", key: str = "h.example", **known: Any) -> list[str]:
    registries = parse_registries({"quay.io": {"endpoint": [endpoint]}}, {key: {"auth": auth}})
    return [finding.id for finding in lint(lint_subject(registries, **known))]


@pytest.mark.parametrize("auth", ["dTpw", "dTo=", "cm9ib3QkYTpiL2M6ZA=="])
def test_base64_of_a_pair_is_accepted(auth: str) -> None:
    assert ids({"auth": auth}) == []


@pytest.mark.parametrize("auth", ["u:p", "dTpw!", "dTpw\n", "dXA=", "dTpwx"])
def test_anything_else_is_an_error(auth: str) -> None:
    assert ids({"auth": auth}) == ["auth-not-base64"]


def test_an_empty_table_is_named_only_if_nothing_else_is_wrong_with_it() -> None:
    assert ids({}) == ["credentials-empty"]
    assert ids({"token": "x"}) == ["unknown-key"]
    assert ids({"username": 1, "password": True}) == ["wrong-type", "wrong-type"]


@pytest.mark.parametrize(
    ("endpoint", "key", "expected"),
    [
        ("http://h.example", "h.example", ["credentials-over-http"]),
        ("https://h.example", "h.example", []),
        ("http://127.0.0.1:5000", "127.0.0.1:5000", []),
        ("http://h.example", "quay.io", ["config-under-mirrored-name"]),
    ],
)
def test_credentials_in_clear_are_those_of_the_very_endpoint(endpoint: str, key: str, expected: list[str]) -> None:
    assert ids(PAIR, endpoint, key) == expected


def test_the_fix_does_not_ask_for_https_on_the_port_of_http() -> None:
    registries = parse_registries(
        {"quay.io": {"endpoint": ["http://h.example:80/v2/p"]}}, {"h.example:80": {"auth": PAIR}}
    )
    (found,) = [finding for finding in lint(lint_subject(registries)) if finding.id == "credentials-over-http"]
    assert found.fix == "Use https://h.example/v2/p."


def test_a_host_with_only_tls_settings_sends_no_credentials() -> None:
    registries = parse_registries({"quay.io": {"endpoint": ["http://h"]}}, {"h": {"tls": {"ca_file": "/etc/ca.pem"}}})
    assert "credentials-over-http" not in {finding.id for finding in lint(lint_subject(registries))}


def test_the_bootstrap_of_rke2_looks_under_another_name_of_docker_hub() -> None:
    known: dict[str, Any] = {"runtime": "rke2-server", "version": "v1.34.2+rke2r1"}
    assert ids(PAIR, key="registry-1.docker.io", **known) == ["hub-credentials-not-in-bootstrap"]
    assert ids(PAIR, key="registry-1.docker.io", runtime="k3s-server", version="v1.34.2+k3s1") == []
    assert ids(PAIR, key="docker.io", **known) == []
    of_both = {"registry-1.docker.io": {"auth": PAIR}, "index.docker.io": {"auth": PAIR}}
    found = lint(lint_subject(parse_registries({}, of_both), **known))
    assert [finding.id for finding in found] == ["hub-alias-key"]

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that begin or end with a space or a line break."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject


def spaces(auth: Any = None, tls: Any = None, rewrite: Any = None, **known: Any) -> list[Finding]:
    mirrors = {"quay.io": {"endpoint": ["https://h"], "rewrite": rewrite}}
    registries = parse_registries(mirrors, {"h": {"auth": auth, "tls": tls}})
    return [finding for finding in lint(lint_subject(registries, **known)) if finding.id == "value-has-space"]


def basic(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("auth", "severity", "place"),
    [
        ({"auth": basic("puller:secret\n")}, "error", "auth"),
        ({"auth": basic("puller:secret\r\n")}, "error", "auth"),
        ({"auth": basic(" puller:secret")}, "warning", "auth"),
        ({"username": "puller", "password": "secret\n"}, "error", "password"),
        ({"username": "puller", "password": " secret"}, "warning", "password"),
        ({"username": "puller\t", "password": "secret"}, "warning", "username"),
        ({"identity_token": "secret\n"}, "error", "identity_token"),
    ],
)
def test_a_line_break_at_an_end_is_an_error_and_a_space_a_warning(auth: Any, severity: str, place: str) -> None:
    (finding,) = spaces(auth)
    assert (finding.severity, finding.where) == (severity, f"registries_configs['h'].auth.{place}")
    assert "secret" not in finding.sentence and "puller" not in finding.sentence


@pytest.mark.parametrize(
    "auth",
    [{"auth": basic("puller:se cret")}, {"auth": basic("p:s\0")}, {"username": "a b", "password": "c\nd"}, None],
)
def test_a_space_inside_a_value_is_none_at_an_end(auth: Any) -> None:
    assert spaces(auth) == []


def test_paths_and_rewrites_are_checked_too() -> None:
    tls, rewrite = {"ca_file": "/etc/ca.pem\n"}, {"^a/(.*)": "b/$1 "}
    assert [finding.where for finding in spaces(tls=tls, rewrite=rewrite, docker_config=("/c.json ",))] == [
        "registries_configs['h'].tls.ca_file",
        "registries_mirrors['quay.io'].rewrite['^a/(.*)']",
        "registries_docker_config",
    ]

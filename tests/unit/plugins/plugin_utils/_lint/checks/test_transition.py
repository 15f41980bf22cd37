# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of the former registries."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.transition import check_transition
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import found_in
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

OLD = {"docker.io": {"endpoint": ["https://old.example:5000"]}}
NEW = {"docker.io": {"endpoint": ["https://new.example:5000"]}}
SECRET = {"old.example:5000": {"auth": {"username": "pull", "password": "S3cr3t-0f-n0b0dy", "pasword": "x"}}}


def found(runtime: str = "rke2-agent", wanted: Any = None, is_on: bool = True, **options: Any) -> list[tuple[str, str]]:
    subject = lint_subject(parse_registries(wanted or NEW, {}), runtime, "v1.34.2+rke2r1")
    given = {"provision_transition": is_on, **{f"provision_former_{name}": value for name, value in options.items()}}
    findings = list(check_transition(subject, given, found_in))
    assert "S3cr3t" not in repr(findings)
    return [(finding.id, finding.where) for finding in findings]


def test_valid_former_registries_have_no_finding() -> None:
    assert found(mirrors=OLD) == []


def test_without_former_registries_nothing_is_checked() -> None:
    assert found(is_on=False) == []


def test_former_registries_without_a_transition_are_unused() -> None:
    assert found(is_on=False, mirrors=OLD) == [("former-unused", "provision_former_mirrors")]


@pytest.mark.parametrize(
    ("runtime", "options", "expected"),
    [
        (
            "rke2-agent",
            {"mirrors": {"docker.io": {"endpoint": ["ftp://old.example"]}}},
            ("endpoint-invalid-url", "provision_former_mirrors['docker.io'].endpoint[0]"),
        ),
        (
            "rke2-agent",
            {"mirrors": OLD, "configs": SECRET},
            ("unknown-key", "provision_former_configs['old.example:5000'].auth"),
        ),
        (
            "docker",
            {"mirrors": {"quay.io": {"endpoint": ["https://old.example"]}}},
            ("mirror-unsupported", "provision_former_mirrors['quay.io']"),
        ),
        ("rke2-agent", {"mirrors": ["docker.io"]}, ("wrong-type", "provision_former_mirrors")),
    ],
)
def test_errors_name_the_variable_of_the_former_registries(
    runtime: str, options: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in found(runtime, {}, **options)


def test_different_rewrites_of_a_registry_with_former_endpoints_are_an_error() -> None:
    rewritten = {"docker.io": {"endpoint": ["https://new.example:5000"], "rewrite": {"^(.*)$": "hub/$1"}}}
    assert found(wanted=rewritten, mirrors=OLD) == [("former-rewrite", "provision_former_mirrors['docker.io'].rewrite")]
    same = {"docker.io": {**OLD["docker.io"], "rewrite": {"^(.*)$": "hub/$1"}}}
    assert found(wanted=rewritten, mirrors=same) == []

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that are invalid on every node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.options import option_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError

ZONES: dict[str, list[str]] = {"zone_a": []}


def evaluated(value: object) -> object:
    if value == "absent":
        raise UnresolvedError("'absent' is undefined")
    return value


def errors(**variables: Any) -> list[tuple[str, str]]:
    return [(finding.where, finding.fix) for finding in option_errors(variables, evaluated)]


@pytest.mark.parametrize(
    ("variables", "fix"),
    [
        ({"provision_waves": 0}, "Write a number such as 10, a percentage such as 25%, or a list of them."),
        ({"provision_max_failures": -1}, "Write 0 or more."),
        ({"provision_wave_groups": ["zone_b"], "groups": ZONES}, "Did you mean zone_a?"),
        (
            {"provision_wave_groups": ["zone_a", "west"], "groups": {"zone_a": []}},
            "Write names of groups, in the order of the roll-out.",
        ),
        ({"pullproof_embedded_registry": "perhaps"}, "Write true or false."),
        (
            {"pullproof_runtime_version": "latest"},
            "Write the version as the product prints it, such as v1.34.1+rke2r1.",
        ),
        ({"explain_version": "v1.34.2+rke2r1"}, "Did you mean pullproof_runtime_version?"),
        ({"audit_fail_on": "error"}, "Correct it. The page of the playbook in docs/ describes the option."),
        ({"verify_skip": ["rate_limit"]}, "Did you mean 'rate_limited'?"),
        ({"verify_skip": ["dns-typo-of-nothing"]}, "docs/causes.md lists the codes."),
        (
            {"verify_skip": ["rewrite-unanchored"]},
            "It is the identifier of a finding: list it in registries_lint_skip.",
        ),
        ({"verify_parallel": 0}, "Write 1 or more."),
        ({"provision_drain_timeout": 0}, "Write 1 or more seconds."),
        ({"provision_ready_timeout": -1}, "Write 1 or more seconds."),
        ({"provision_kubeconfg": "a"}, "Did you mean provision_kubeconfig?"),
        (
            {"provision_drain": "always"},
            "Set provision_kubeconfig to a kubeconfig for the cluster, or remove provision_drain.",
        ),
        ({"verify_fail_on": "eror"}, "See: ansible-doc -t role pullproof.registry.verify."),
        ({"lint_jsn": "a"}, "Did you mean lint_json?"),
        ({"lint_json": "/nowhere/lint.json"}, "Set lint_json to a file in an existing folder."),
    ],
)
def test_an_invalid_option_is_one_error_with_a_hint(variables: dict[str, Any], fix: str) -> None:
    assert errors(**variables) == [(next(iter(variables)), fix)]


@pytest.mark.parametrize("size", [1, "10", "25%", [1, "30%"]])
def test_sizes_of_waves_that_ansible_can_use_are_valid(size: Any) -> None:
    assert errors(provision_waves=size) == []


@pytest.mark.parametrize("size", ["four", -1, True, 1.5, [], [[1]], "%", {}])
def test_other_sizes_are_not(size: Any) -> None:
    assert [where for where, _fix in errors(provision_waves=size)] == ["provision_waves"]


@pytest.mark.parametrize("name", ["my host", "a,b", "a:b", "!n1", "n*", "n[1:2]", "~n"])
def test_a_host_name_that_is_a_pattern_is_an_error(name: str) -> None:
    assert [where for where, _fix in errors(inventory_hostname=name)] == ["inventory_hostname"]


@pytest.mark.parametrize("name", ["n-1.lab", "10.0.0.1", "::1", "node_1"])
def test_other_host_names_are_valid(name: str) -> None:
    assert errors(inventory_hostname=name) == []


def test_the_settings_themselves_and_what_cannot_be_evaluated_are_left_to_the_lint(tmp_path: Path) -> None:
    assert errors(registries_mirrors={"docker.io": {"endpoints": []}}, lint_json=str(tmp_path / "a")) == []
    assert errors(provision_waves="absent", verify_report_dir=str(tmp_path / "new")) == []


@pytest.mark.parametrize(
    ("version", "runtime", "problem"),
    [
        (1.34, "rke2-agent", "'1.34' is not complete"),
        ("v1.34", "", "'v1.34' is not complete"),
        (2.1, "containerd", "'2.1' is not complete"),
        ("v1.34.1+k3s1", "rke2-agent", "is a version of K3s, not of RKE2."),
        ("29.1.3", "k3s-server", "is a version of Docker Engine, not of K3s."),
        ("v1.34.1", "containerd", "is a version of RKE2 or K3s, not of containerd."),
        ("1.7.24", "docker", "is a version of containerd, not of Docker Engine."),
        ("v1.34.1+rke2r1", "rke2-server", ""),
        ("v1.34.1", "k3s-agent", ""),
        ("1.7.24", "containerd", ""),
        ("28.5.1", "docker", ""),
        ("v1.35.0-rc1+rke2r1", "rke2-agent", ""),
        ("28.5.1", "", ""),
    ],
)
def test_a_version_is_complete_and_of_the_product(version: Any, runtime: str, problem: str) -> None:
    given = {"pullproof_runtime_version": version, **({"pullproof_runtime": runtime} if runtime else {})}
    found = [finding.message for finding in option_errors(given, evaluated)]
    assert len(found) == bool(problem) and all(problem in message for message in found)

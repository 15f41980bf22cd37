# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misspelt names of variables are reported; other names of people are not."""

from __future__ import annotations

import re

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import PLAYBOOK_OPTIONS
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    ROLES,
    misspelt,
    misspelt_options,
    role_variables,
    similar,
)


@pytest.mark.parametrize(
    ("role", "name", "meant"),
    [
        ("registries", "registries_mirror", "registries_mirrors"),
        ("proxy", "proxy_htps", "proxy_https"),
        ("ca_trust", "ca_trust_certificate", "ca_trust_certificates"),
    ],
)
def test_a_name_close_to_a_variable_is_an_error_that_names_it(role: str, name: str, meant: str) -> None:
    findings = misspelt(role, ["inventory_hostname", name])
    assert [(finding.where, finding.severity, finding.fix) for finding in findings] == [
        (name, "error", f"Did you mean {meant}?")
    ]


def test_names_of_people_and_of_the_role_are_left_alone() -> None:
    assert (
        misspelt("registries", ["registries_pull_password", "registries_mirrors_a", *role_variables("registries")])
        == []
    )


@pytest.mark.parametrize("role", sorted(path.name for path in ROLES.iterdir()))
def test_the_variables_of_a_role_are_no_slips_of_one_another(role: str) -> None:
    assert misspelt(role, role_variables(role)) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("preflight_target_verison", "preflight_target_version"),
        ("explain_ofline", "explain_offline"),
        ("lint_jsn", "lint_json"),
        ("pullproof_runtme", "pullproof_runtime"),
        ("pullproof_target", "preflight_target_version, or pullproof_hosts"),
        ("pullproof_target_version", "preflight_target_version"),
        ("preflight_target", "preflight_target_version"),
    ],
)
def test_a_misspelt_option_of_a_playbook_is_an_error_that_names_it(name: str, meant: str) -> None:
    findings = misspelt_options(["inventory_hostname", name])
    assert [(finding.id, finding.where, finding.fix) for finding in findings] == [
        ("variable-unknown", name, f"Did you mean {meant}?")
    ]


def test_the_options_are_those_that_the_playbooks_read_and_none_of_their_names_is_a_slip() -> None:
    playbooks = [*(ROLES.parent / "playbooks").rglob("*.yml"), *ROLES.glob("*/defaults/main.yml")]
    text = "\n".join(path.read_text() for path in playbooks)
    assert misspelt_options(re.findall(r"[a-z_]+", text)) == []
    assert similar(dict.fromkeys(re.findall(r"\b[a-z_]+\b", text), "")) == []
    for start in {name.partition("_")[0] for name in PLAYBOOK_OPTIONS}:
        read = set(re.findall(rf"\b({start}_[a-z_]+)(?= \| default)", text))
        assert read - {"pullproof_preflight", "preflight_info"} <= set(PLAYBOOK_OPTIONS)
    # The lookup rollout reads the options of the waves, and the roles read the former registries.
    for file in ("_roles/rollout/waves.py", "_registries/transition.py"):
        text += (ROLES.parent / "plugins/plugin_utils" / file).read_text()
    assert all(re.search(rf"\b{name}\b", text) for name in PLAYBOOK_OPTIONS)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("registry_mirrors", "registries_mirrors"),
        ("regitries_mirrors", "registries_mirrors"),
        ("Registries_Mirrors", "registries_mirrors"),
        ("pullproof_registries_configs", "registries_configs"),
        ("certificate_trust", None),
        ("ca_trsut_certificates", "ca_trust_certificates"),
        ("timesync_servers", "time_sync_servers"),
        ("verfy_images", "verify_images"),
        ("preflght_servers", "preflight_servers"),
        ("pulproof_hosts", "pullproof_hosts"),
        ("http_proxy", None),
        ("no_proxy", None),
        ("images", None),
        ("site_registries_mirrors", None),
        ("ansible_registry_mirrors", None),
    ],
)
def test_a_similar_name_without_the_prefix_is_an_error_that_names_the_variable(name: str, meant: str | None) -> None:
    found = similar({name: {}, "inventory_hostname": "n1", "registries_mirrors": {}})
    assert [(finding.id, finding.where, finding.fix) for finding in found] == (
        [("variable-similar", name, f"Did you mean {meant}?")] if meant else []
    )


def test_a_similar_name_belongs_to_another_program_if_the_variable_is_set_too() -> None:
    assert similar({"registry_mirrors": {}, "registries_mirrors": {"docker.io": {}}}) == []

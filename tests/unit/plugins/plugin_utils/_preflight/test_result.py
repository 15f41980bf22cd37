# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of one node before an upgrade, with the facts of its runtime."""

from __future__ import annotations

from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.result import preflight_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

from tests.unit.plugins.plugin_utils.conftest import NOW

TABLE = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\n'
MIRROR = 'mirrors.a.endpoint = ["https://b"]\n'
TLS = 'configs.a.tls.ca_file = "/ca"\n'


def containerd(config: str, version: str = "1.7.24") -> ChosenRuntime:
    facts = {
        "version": version,
        "config": describe_config(config),
        "unit": {"enabled": "enabled", "active": "active", "options": []},
    }
    return ChosenRuntime(RUNTIMES["containerd"], cast(Any, facts))


def found(chosen: ChosenRuntime, target: str, variables: dict[str, Any] | None = None) -> dict[str, Finding]:
    controller = Controller(lambda value: value, lambda _source: "", NOW)
    findings = preflight_findings(variables or {}, controller, chosen, None, parse_target(target), False)
    return {finding.id: finding for finding in findings}


def test_an_upgrade_that_ends_a_table_of_the_node_is_an_error_at_its_file() -> None:
    ignored = found(containerd(TABLE + TLS), "2.1.9")["configs-tls-ignored"]
    assert (ignored.severity, ignored.where) == ("error", "/etc/containerd/config.toml")
    assert ignored.message.startswith("With 2.1.9: It sets registry.configs with tls.")
    assert found(containerd(TABLE + MIRROR), "2.2.0")["mirrors-with-default-path"].severity == "error"


def test_an_upgrade_of_a_node_without_such_tables_breaks_nothing() -> None:
    plain = containerd(TABLE + "config_path = '/etc/containerd/certs.d'\n")
    assert "configs-tls-ignored" not in found(plain, "2.1.9")
    assert "mirrors-with-default-path" not in found(plain, "2.2.0")


def test_an_upgrade_from_a_version_with_an_issue_is_reported_as_fixed() -> None:
    fixed = found(containerd(TABLE + MIRROR, "2.2.0"), "2.2.2")["mirrors-with-default-path"]
    assert (fixed.severity, fixed.fix) == ("info", "No action is required after the upgrade.")

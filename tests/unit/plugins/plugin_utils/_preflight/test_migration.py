# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an upgrade of containerd does with a config.toml.

What real programs do is in tests/stages/runtimes/migrations.yml.
"""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.migration import migration_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

SHORT = '[plugins.cri.registry]\nconfig_path = "/x"\nconfigs.h.auth.username = "u"\n'
LEGACY = '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/x"\n'
IMAGES = '[plugins."io.containerd.cri.v1.images".registry]\nconfig_path = "/y"\n'


def found(config: str | None, version: str, target: str) -> list[Finding]:
    described = describe_config(config)
    facts = ContainerdFacts.of({"version": version, "program": None, "crictl": None, "config": described})
    return list(migration_findings(facts, parse_target(target)))


@pytest.mark.parametrize(
    ("config", "version", "target", "expected"),
    [
        (SHORT, "1.7.24", "2.1.9", ["containerd-config-lost"]),
        (SHORT, "1.7.24", "2.2.5", ["containerd-config-lost"]),
        (SHORT, "1.7.24", "2.3.7", ["containerd-config-migrated"]),
        (SHORT, "1.6.20", "1.7.24", ["containerd-config-migrated"]),
        ("[plugins.cri]\nsandbox_image = 'p'\n", "1.7.24", "2.1.9", []),
        (f"version = 2\n{LEGACY}", "1.7.24", "2.1.9", ["containerd-config-migrated"]),
        (f"version = 2\n{LEGACY}", "1.7.24", "1.7.28", []),
        (f"version = 2\n{IMAGES}", "1.7.24", "2.1.9", ["containerd-config-activated"]),
        (f"version = 3\n{LEGACY}{IMAGES}", "2.1.9", "2.4.2", ["containerd-config-lost"]),
        (f"version = 3\n{IMAGES}", "2.1.9", "2.4.2", ["containerd-config-migrated"]),
        (f"version = 3\n{IMAGES}", "2.1.9", "2.2.5", []),
        (f"version = 3\n{IMAGES}", "2.1.9", "1.7.24", ["containerd-config-refused"]),
        (f"version = 4\n{IMAGES}", "2.4.2", "2.1.9", ["containerd-config-refused"]),
        (None, "1.7.24", "2.1.9", []),
        (LEGACY, "", "2.1.9", []),
        (SHORT, "28.1.1", "28.5.1", []),
    ],
)
def test_the_file_and_both_versions_decide(config: str | None, version: str, target: str, expected: list[str]) -> None:
    assert [finding.id for finding in found(config, version, target)] == expected


def test_a_loss_is_an_error_that_lists_the_settings_and_the_table_that_every_version_reads() -> None:
    (lost,) = found(SHORT, "1.7.24", "2.1.9")
    assert (lost.severity, lost.where) == ("error", "/etc/containerd/config.toml")
    assert lost.message.startswith('With 2.1.9: settings of [plugins.cri.registry] are lost: config_path = "/x", ')
    assert "registry.configs" in lost.message
    assert "version = 2" in lost.fix and "[plugins.'io.containerd.grpc.v1.cri'.registry]" in lost.fix


def test_an_old_table_that_replaces_the_new_one_must_be_removed() -> None:
    (lost,) = found(f"version = 3\n{LEGACY}{IMAGES}", "2.1.9", "2.4.2")
    assert 'config_path = "/y"' in lost.message
    assert lost.fix == "Remove [plugins.'io.containerd.grpc.v1.cri'.registry] from the file."


def test_a_migration_lists_what_stays_and_that_tls_does_not() -> None:
    tls = 'configs.h.tls.ca_file = "/ca"\nconfigs.h.auth.username = "u"\n'
    (kept,) = found(f"version = 2\n{LEGACY}{tls}", "1.7.24", "2.1.9")
    assert kept.severity == "info"
    assert "from version 2 to 3" in kept.message
    assert kept.message.endswith('It keeps config_path = "/x", registry.configs without tls.')

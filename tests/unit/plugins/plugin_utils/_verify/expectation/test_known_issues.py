# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known issues of a node's version, at their places."""

from __future__ import annotations

from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.known_issues import known_issues_of

ARGUMENTS = {"default_endpoint": True, "embedded_registry": False}


def issues(runtime: str, version: str, mirrors: Any, config: str = "") -> list[tuple[str, str, bool, str]]:
    facts = cast(Any, {"version": version, "config": describe_config(config)})
    chosen = ChosenRuntime(RUNTIMES[runtime], facts)
    found = known_issues_of(parse_registries(mirrors, {}), ARGUMENTS, chosen, {}, ())
    return [(one.sentence.partition(":")[0], one.where, one.stops_pulls, one.program) for one in found]


def test_an_issue_has_each_of_its_places() -> None:
    mirror = {"endpoint": ["m.example"], "rewrite": {"^a/(.*)": "b/$1"}}
    assert issues("rke2-agent", "v1.28.5+rke2r1", {"quay.io": mirror, "ghcr.io": mirror}) == [
        ("rewrite-token-scope", "registries_mirrors['quay.io'].rewrite", True, ""),
        ("rewrite-token-scope", "registries_mirrors['ghcr.io'].rewrite", True, ""),
        ("bootstrap-rewrites-registry", "registries_mirrors['quay.io'].rewrite", True, "bootstrap"),
        ("bootstrap-rewrites-registry", "registries_mirrors['ghcr.io'].rewrite", True, "bootstrap"),
        ("bootstrap-bare-host", "registries_mirrors['quay.io'].endpoint[0]", True, "bootstrap"),
        ("bootstrap-bare-host", "registries_mirrors['ghcr.io'].endpoint[0]", True, "bootstrap"),
    ]


def test_the_configuration_of_containerd_on_the_node_counts() -> None:
    config = 'version = 3\n[plugins."io.containerd.cri.v1.images".registry]\nmirrors.a.endpoint = ["https://b"]\n'
    found = issues("containerd", "2.2.0", {}, config)
    assert found == [("mirrors-with-default-path", "/etc/containerd/config.toml", True, "")]
    assert issues("containerd", "2.2.0", {}) == []

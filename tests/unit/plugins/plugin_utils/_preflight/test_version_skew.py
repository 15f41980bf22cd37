# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of servers and agents go together."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import (
    node_version,
    skew_findings,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def found(runtime: str, running: str, server: str, target: str = "", *, both: bool = False) -> list[Finding]:
    """For a node that is upgraded; its server only if ``both`` are."""
    product = runtime.partition("-")[0]
    servers = [node_version("s1", f"{product}-server", server or None, both, "")]
    node = node_version("n1", runtime, running or None, True, "")
    return list(skew_findings(node, servers, parse_target(target) if target else None))


def ids(*arguments: str, both: bool = False) -> list[tuple[str, str]]:
    return [(finding.id, finding.severity) for finding in found(*arguments, both=both)]


@pytest.mark.parametrize(
    ("running", "server", "target", "expected"),
    [
        ("v1.31.4+rke2r1", "v1.31.4+rke2r1", "v1.32.2+rke2r1", [("agent-newer-than-server", "error")]),
        ("v1.32.1+rke2r1", "v1.32.1+rke2r1", "v1.32.2+rke2r1", [("agent-newer-than-server", "warning")]),
        ("v1.32.2+rke2r1", "v1.32.2+rke2r1", "v1.32.2+rke2r2", [("agent-newer-than-server", "warning")]),
        ("v1.31.4+rke2r1", "v1.32.2+rke2r1", "v1.32.2+rke2r1", []),
        ("v1.31.4+rke2r1", "v1.34.1+rke2r1", "v1.32.2+rke2r1", []),
        ("v1.33.1+rke2r1", "v1.31.4+rke2r1", "", [("agent-newer-than-server", "error")]),
        ("v1.28.1+rke2r1", "v1.32.2+rke2r1", "", [("agent-too-old", "error")]),
        ("v1.24.1+rke2r1", "v1.27.2+rke2r1", "", [("agent-too-old", "error")]),
        ("v1.31.4+rke2r1", "", "v1.32.2+rke2r1", [("server-version-unknown", "info")]),
        ("v1.34.1+rke2r1", "v1.34.1+rke2r1", "v1.32.2+rke2r1", [("version-downgrade", "warning")]),
        ("", "v1.32.2+rke2r1", "", []),
    ],
)
def test_an_agent_goes_with_its_servers(
    running: str, server: str, target: str, expected: list[tuple[str, str]]
) -> None:
    assert ids("rke2-agent", running, server, target) == expected


def test_the_sentence_names_the_server_and_both_versions() -> None:
    (finding,) = found("k3s-agent", "v1.31.4+k3s1", "v1.31.4+k3s1", "v1.32.2+k3s1")
    assert finding.message == "An agent with v1.32.2+k3s1 is newer than the server s1 with v1.31.4+k3s1."
    assert finding.fix == "Upgrade the servers first."


def test_agents_and_servers_that_are_upgraded_together_go_together() -> None:
    assert ids("rke2-agent", "v1.31.4+rke2r1", "v1.31.4+rke2r1", "v1.32.2+rke2r1", both=True) == []


def test_a_server_skips_no_minor_version_and_does_not_go_back() -> None:
    assert ids("rke2-server", "v1.30.1+rke2r1", "", "v1.32.2+rke2r1") == [("minor-versions-skipped", "error")]
    assert ids("rke2-server", "v1.31.1+rke2r1", "", "v1.32.2+rke2r1") == []
    assert ids("rke2-server", "v1.34.1+rke2r1", "", "v1.32.2+rke2r1") == [("version-downgrade", "error")]


def test_servers_of_another_cluster_or_product_do_not_count() -> None:
    agent = node_version("a", "rke2-agent", "v1.33.1+rke2r1", False, "east")
    servers = [
        node_version("west", "rke2-server", "v1.31.1+rke2r1", False, "west"),
        node_version("k3s", "k3s-server", "v1.31.1+k3s1", False, "east"),
        node_version("east", "rke2-server", "v1.33.1+rke2r1", False, "east"),
    ]
    assert list(skew_findings(agent, servers, None)) == []
    upgraded = node_version("a", "rke2-agent", "v1.33.1+rke2r1", True, "east")
    found = skew_findings(upgraded, servers[:2], parse_target("v1.34.1+rke2r1"))
    assert [finding.id for finding in found] == ["server-version-unknown"]


def test_of_several_servers_the_oldest_counts() -> None:
    servers = [node_version(f"s{minor}", "rke2-server", f"v1.{minor}.1+rke2r1", False, "") for minor in (33, 32)]
    agent = node_version("a", "rke2-agent", "v1.33.1+rke2r1", False, "")
    assert [finding.message for finding in skew_findings(agent, servers, None)] == [
        "An agent with v1.33.1+rke2r1 is newer than the server s32 with v1.32.1+rke2r1."
    ]


def test_containerd_and_docker_have_no_servers() -> None:
    node = node_version("c", "containerd", "2.1.4", True, "")
    assert list(skew_findings(node, [], parse_target("1.7.24"))) == []

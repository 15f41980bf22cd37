# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found on a fleet before an upgrade, as table and JSON."""

from __future__ import annotations

import json

from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.report import CheckedHost, PreflightReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import node_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

ISSUE = Finding("wildcard-fallback", "error", "registries_mirrors['*']", "With it: not found.", "Name them.", "s")
TARGET = parse_target("v1.32.2+rke2r1")


def looked(host: str, runtime: str, version: str, *findings: Finding) -> CheckedHost:
    upgraded = runtime.startswith("rke2")
    return CheckedHost(node_version(host, runtime, version, upgraded, ""), version, findings)


AGENTS = [looked(f"agent-{number}", "rke2-agent", "v1.31.4+rke2r1", ISSUE) for number in range(5)]
SERVER = node_version("server", "rke2-server", "v1.31.4+rke2r1", False, "")


def test_an_issue_is_shown_once_with_its_hosts_and_an_agent_newer_than_its_server_too() -> None:
    report = PreflightReport(AGENTS, TARGET, [SERVER])
    assert report.lines() == [
        "ERROR    wildcard-fallback: registries_mirrors['*'] on all 5 hosts",
        "  With it: not found.",
        "  Fix: Name them.",
        "",
        "ERROR    agent-newer-than-server: preflight_target_version on all 5 hosts",
        "  An agent with v1.32.2+rke2r1 is newer than the server server with v1.31.4+rke2r1.",
        "  Fix: Upgrade the servers first.",
        "",
        "preflight for v1.32.2+rke2r1: 2 errors, 0 warnings, 0 infos on 5 hosts",
    ]


def test_hosts_of_another_product_are_named_as_left_out() -> None:
    report = PreflightReport([*AGENTS, looked("docker-1", "docker", "28.5.1")], TARGET, [SERVER])
    assert (
        "Skipped, because v1.32.2+rke2r1 is not a version of their product: docker-1 (docker 28.5.1)." in report.lines()
    )
    document = json.loads(report.as_json())
    assert document["left_out"] == ["docker-1"]
    assert document["nodes"]["docker-1"] == {"runtime": "docker", "version": "28.5.1", "target_version": None}
    assert document["nodes"]["agent-0"]["target_version"] == "v1.32.2+rke2r1"
    assert [len(finding["hosts"]) for finding in document["findings"]] == [5, 5]


def test_what_fails_is_up_to_the_user() -> None:
    report = PreflightReport(AGENTS, TARGET, [SERVER])
    fine = PreflightReport([looked("a", "containerd", "2.1.4")])
    assert [report.is_acceptable(fail_on) for fail_on in ("error", "warning", "never")] == [False, False, True]
    assert [fine.is_acceptable(fail_on) for fail_on in ("error", "warning", "never")] == [True, True, True]


def test_a_host_without_a_result_is_named_and_not_accepted() -> None:
    report = PreflightReport([looked("a", "containerd", "2.1.4")], without_result=["b"])
    assert "Without a result: b." in report.lines()
    assert report.lines()[-1] == "preflight: 0 errors, 0 warnings, 0 infos on 1 host"
    assert not report.is_acceptable("error")


def test_without_a_target_agents_and_servers_are_compared_as_they_run() -> None:
    hosts = [looked("a", "rke2-agent", "v1.33.1+rke2r1"), looked("s", "rke2-server", "v1.31.4+rke2r1")]
    assert "ERROR    agent-newer-than-server: preflight_target_version on a" in PreflightReport(hosts).lines()
    assert PreflightReport(hosts[:1]).fleet.count("info") == 0

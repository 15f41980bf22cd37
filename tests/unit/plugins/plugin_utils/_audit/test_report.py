# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of an audit, for people and for programs."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import WIDTH
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import HostAudit, Item
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.report import (
    AuditReport,
    as_document,
    audit_report,
    report_lines,
)


def host(name: str, mirror: str = "https://m", **changes: Any) -> HostAudit:
    given = {"runtime": "rke2-server", "product": "rke2", "cluster": "c1", "wanted": {}, **changes}
    items = {"registries": (Item("/r", "endpoint 0 of docker.io", mirror),)}
    return HostAudit(name=name, system="", family="", groups=(), items=items, **given)


def report(*hosts: HostAudit, **more: Any) -> AuditReport:
    return audit_report(hosts, more.get("unmanaged", {}), more.get("without_result", []))


def test_outliers_are_named_with_the_difference() -> None:
    agents = {"runtime": "rke2-agent"}
    found = report(host("n1", **agents), host("n2", **agents), host("n3", "https://x", **agents))
    assert report_lines(found) == [
        "Registries",
        "  rke2: 3 nodes with the same variables differ:",
        "    A: 2 nodes: n1, n2",
        "    B: 1 node: n3  OUTLIER",
        "       - /r: endpoint 0 of docker.io: 'https://x' here, 'https://m' with A",
        "",
        "3 host(s) audited, 1 outlier: n3 (registries)",
    ]


def test_nodes_without_peers_share_a_line() -> None:
    found = report(host("n1"), host("n2", product="k3s", runtime="k3s-agent"), without_result=["n9"])
    assert report_lines(found) == [
        "Registries",
        "  no peer to compare with: n1 (rke2), n2 (k3s)",
        "",
        "Without a result: n9.",
        "2 host(s) audited, no outlier",
    ]


def test_servers_of_one_cluster_that_differ_are_a_warning() -> None:
    found = report(host("s1"), host("s2", "https://x", wanted={"registries": "intended"}))
    assert found.outliers == {}
    assert found.warnings[0].startswith("The servers of one rke2 cluster with CA c1 have different registries: s1; s2.")
    assert "! The servers of one rke2 cluster with CA c1 differ" in report_lines(found)


def test_a_fleet_fits_the_page_and_every_outlier_is_named() -> None:
    fleet = [host(f"node-{number:04}.site.example.com") for number in range(40)]
    outliers = [host(f"odd-{number:04}.site.example.com", "https://x" * 30) for number in range(15)]
    lines = report_lines(report(*fleet, *outliers))
    assert max(map(len, lines)) <= WIDTH
    text = " ".join(lines)
    assert "and 32 more" in text and all(outlier.name in text for outlier in outliers)


def test_files_of_others_are_named_once_with_their_hosts() -> None:
    unmanaged = {"path": "/r", "owner": "Spegel", "fix": "Turn it off."}
    lines = report_lines(report(host("n1"), host("n2"), unmanaged={"n1": [unmanaged], "n2": [unmanaged]}))
    assert "  /r on n1, n2: probably written by Spegel. Fix: Turn it off." in lines


def test_the_document_has_all_of_it() -> None:
    unmanaged = {"path": "/r", "owner": "Spegel", "fix": "Turn it off."}
    found = report(
        host("n1"), host("n2"), host("n3", "https://x"), unmanaged={"n1": [unmanaged]}, without_result=["n4"]
    )
    document = json.loads(as_document(found))
    (peers,) = document["areas"]["registries"]
    assert [(variant["hosts"], variant["outlier"]) for variant in peers["variants"]] == [
        (["n1", "n2"], False),
        (["n3"], True),
    ]
    assert "'https://x' here" in peers["variants"][1]["differences"][0]
    assert (document["outliers"], document["without_result"]) == ({"n3": ["registries"]}, ["n4"])
    assert document["unmanaged"] == {"n1": [unmanaged]}
    assert len(document["split_clusters"]) == 1

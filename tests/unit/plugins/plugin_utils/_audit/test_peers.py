# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is expected to be like whom, and who is not."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import (
    HostAudit,
    Item,
    peer_sets,
    split_clusters,
)


def host(name: str, mirror: str = "m", wanted: str = "w", **changes: Any) -> HostAudit:
    given = {
        "runtime": "rke2-agent",
        "product": "rke2",
        "system": "debian 12",
        "family": "debian",
        "cluster": "",
        "groups": ("all",),
        **changes,
    }
    items = {"registries": (Item("/f", "endpoint", mirror),), "environment": (), "ca": ()}
    return HostAudit(name=name, items=items, wanted={"registries": wanted}, **given)


def names(hosts: list[HostAudit], area: str = "registries") -> list[list[list[str]]]:
    return [[variant.names for variant in peers.variants] for peers in peer_sets(hosts, area)]


def test_the_node_that_differs_from_most_of_its_peers_is_the_outlier() -> None:
    hosts = [host("n1", "other"), host("n2"), host("n3")]
    (peers,) = peer_sets(hosts, "registries")
    assert [(variant.label, variant.names) for variant in peers.variants] == [("A", ["n2", "n3"]), ("B", ["n1"])]
    assert [variant.names for variant in peers.outliers] == [["n1"]]


def test_without_a_majority_all_are_named() -> None:
    (peers,) = peer_sets([host("n1"), host("n2", "other")], "registries")
    assert (peers.has_majority, [variant.names for variant in peers.outliers]) == (False, [["n1"], ["n2"]])


def test_peers_that_are_alike_have_no_outlier() -> None:
    assert [peers.outliers for peers in peer_sets([host("n1"), host("n2")], "registries")] == [[]]


def test_sites_that_differ_by_their_variables_are_sets_of_their_own() -> None:
    hosts = [
        host("n1", groups=("all", "berlin")),
        host("n2", groups=("all", "berlin")),
        host("n3", "site", "site", groups=("all", "wien", "edge")),
    ]
    found = peer_sets(hosts, "registries")
    assert [peers.groups for peers in found] == [("berlin",), ("edge", "wien")]
    assert all(not peers.outliers for peers in found)


def test_kinds_are_compared_where_their_files_are_the_same() -> None:
    hosts = [host("n1"), host("n2", runtime="rke2-server"), host("n3", product="k3s", runtime="k3s-agent")]
    assert names(hosts) == [[["n1", "n2"]], [["n3"]]]
    assert names(hosts, "environment") == [[["n1"]], [["n2"]], [["n3"]]]
    assert names(hosts, "ca") == [[["n1", "n2", "n3"]]]


def test_windows_nodes_are_peers_of_each_other_and_certificates_of_their_build() -> None:
    windows = {"family": "windows", "system": "Windows build 17763"}
    hosts = [host("n1"), host("w1", **windows), host("w2", **{**windows, "system": "Windows build 26100"})]
    assert names(hosts) == names(hosts, "environment") == [[["n1"]], [["w1", "w2"]]]
    assert names(hosts, "ca") == [[["n1"]], [["w1"]], [["w2"]]]
    kinds = [[peers.kind for peers in peer_sets(hosts, area)] for area in ("registries", "environment", "ca")]
    assert kinds == [
        ["rke2", "rke2 on Windows"],
        ["rke2-agent", "rke2-agent on Windows"],
        ["debian", "Windows build 17763", "Windows build 26100"],
    ]


def test_the_order_in_which_things_were_seen_does_not_matter() -> None:
    both = (Item("/f", "a", "1"), Item("/f", "b", "2"))
    one, other = host("n1"), host("n2")
    one = HostAudit(**{**vars(one), "items": {"registries": both}})
    other = HostAudit(**{**vars(other), "items": {"registries": both[::-1]}})
    assert names([one, other]) == [[["n1", "n2"]]]


def test_what_is_shown_alike_and_has_another_digest_differs() -> None:
    one, other = host("n1"), host("n2")
    one = HostAudit(**{**vars(one), "items": {"registries": (Item("/f", "password", None, "d1"),)}})
    other = HostAudit(**{**vars(other), "items": {"registries": (Item("/f", "password", None, "d2"),)}})
    assert names([one, other]) == [[["n1"], ["n2"]]]


def test_servers_of_one_cluster_that_differ_are_found_whatever_their_variables_say() -> None:
    server = {"runtime": "rke2-server", "cluster": "c1"}
    hosts = [host("s1", **server), host("s2", "other", "intended", **server), host("a1", "agent", cluster="c1")]
    (found,) = split_clusters(hosts)
    assert [variant.names for variant in found.variants] == [["s1"], ["s2"]]
    assert split_clusters([host("s1", **server), host("s2", **server)]) == []
    unknown = {**server, "cluster": ""}
    assert split_clusters([host("s1", **unknown), host("s2", "other", **unknown)]) == []


def test_groups_of_this_collection_say_nothing() -> None:
    result = {
        "runtime_name": "docker",
        "product": "docker",
        "system": "",
        "family": "",
        "cluster": "",
        "items": {"ca": [{"place": "/f", "key": "k", "shown": None, "digest": "d"}]},
        "wanted": {},
    }
    found = HostAudit.of("n1", result, ["site", "pullproof_agents"])
    assert (found.groups, found.items["ca"]) == (("site",), (Item("/f", "k", None, "d"),))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes grouped by their effective configuration: peers, variants among them, and who is the outlier.

Peers are nodes that are expected to be the same: of one kind, with the same wanted variables. Nodes with different
variables differ on purpose, and are not peers. This plugin util is private to the collection and may change at any
time.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

AREAS: Mapping[str, str] = {
    "registries": "Registries",
    "certs": "Folders of registries (certs.d)",
    "environment": "Environment of the service",
    "ca": "CA certificates",
    "bundle": "Trust bundle, with the certificates of the distribution",
    "time": "Time sources",
}
SERVERS = ("rke2-server", "k3s-server")
# The family of a Windows node.
WINDOWS = "windows"

# Groups that the playbooks of this collection create. They do not make nodes different.
_OWN_GROUPS = "pullproof_"


@dataclass(frozen=True, order=True)
class Item:
    """One setting of a host; see ``internal.audit``."""

    place: str
    key: str
    shown: str | None = field(compare=False)
    digest: str = ""

    @property
    def value(self) -> tuple[str, str]:
        """What two nodes have to have alike."""
        return (self.shown or "", self.digest)


@dataclass(frozen=True)
class HostAudit:
    """The settings of one host. `wanted` has a digest of its variables by area, `system` its distribution."""

    name: str
    runtime: str
    product: str
    system: str
    family: str
    cluster: str
    groups: tuple[str, ...]
    items: Mapping[str, tuple[Item, ...]]
    wanted: Mapping[str, str]

    @classmethod
    def of(cls, name: str, result: Mapping[str, Any], groups: Iterable[str]) -> HostAudit:
        """From what the action ``audit`` returned for the host."""
        return cls(
            name=name,
            runtime=result["runtime_name"],
            product=result["product"],
            system=result["system"],
            family=result["family"],
            cluster=result["cluster"],
            groups=tuple(group for group in groups if not group.startswith(_OWN_GROUPS)),
            items={area: tuple(Item(**item) for item in items) for area, items in result["items"].items()},
            wanted=result["wanted"],
        )

    def kind(self, area: str) -> str:
        """What a node has to be to be comparable: files and defaults differ by it."""
        kinds = {"environment": self.runtime, "ca": self.family, "bundle": self.system, "time": self.family}
        if self.family == WINDOWS:
            # The certificates that Windows includes depend on its build.
            kinds = {"ca": self.system, "time": WINDOWS, "environment": f"{self.runtime} on Windows"}
            return kinds.get(area, f"{self.product} on Windows")
        return kinds.get(area, self.product)

    def fingerprint(self, area: str) -> str:
        """The same for nodes that are alike, within one run."""
        values = sorted((item.place, item.key, *item.value) for item in self.items[area])
        return hashlib.sha256(repr(values).encode("utf-8", "surrogateescape")).hexdigest()[:12]


@dataclass(frozen=True)
class Variant:
    """Peers that are alike, under a letter."""

    label: str
    hosts: tuple[HostAudit, ...]
    fingerprint: str

    @property
    def names(self) -> list[str]:
        """Of the hosts, in the order of the inventory."""
        return [host.name for host in self.hosts]


@dataclass(frozen=True)
class PeerSet:
    """Nodes that are expected to be the same in an area.

    `groups` of the inventory distinguish sets of one kind; empty for a single set.

    `variants` begin with the one of most hosts.
    """

    area: str
    kind: str
    groups: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def size(self) -> int:
        """How many hosts there are."""
        return sum(len(variant.hosts) for variant in self.variants)

    @property
    def has_majority(self) -> bool:
        """Whether more than half of the peers are alike."""
        return 2 * len(self.variants[0].hosts) > self.size

    @property
    def outliers(self) -> list[Variant]:
        """The variants that differ from the majority; all of them where none is in the majority."""
        if len(self.variants) == 1:
            return []
        return list(self.variants[1:] if self.has_majority else self.variants)


def peer_sets(hosts: Sequence[HostAudit], area: str) -> list[PeerSet]:
    """The sets of peers in the order of the inventory."""
    sets: dict[tuple[str, str], list[HostAudit]] = {}
    for host in hosts:
        if area in host.items:
            sets.setdefault((host.kind(area), host.wanted.get(area, "")), []).append(host)
    return [
        PeerSet(area, kind, _distinguishing(peers, kind, sets), _variants(peers, area))
        for (kind, _wanted), peers in sets.items()
    ]


def split_clusters(hosts: Iterable[HostAudit]) -> list[PeerSet]:
    """Servers of one cluster with different registries, even if their variables differ."""
    clusters: dict[tuple[str, str], list[HostAudit]] = {}
    for host in hosts:
        if host.runtime in SERVERS and host.cluster:
            clusters.setdefault((host.product, host.cluster), []).append(host)
    sets = [
        PeerSet("registries", f"{product} cluster with CA {cluster}", (), _variants(servers, "registries"))
        for (product, cluster), servers in clusters.items()
    ]
    return [found for found in sets if len(found.variants) > 1]


def _distinguishing(
    peers: Sequence[HostAudit], kind: str, sets: Mapping[tuple[str, str], Sequence[HostAudit]]
) -> tuple[str, ...]:
    """The groups that all peers are in, and not all others of the same kind."""
    alike = [host for (other, _wanted), hosts in sets.items() if other == kind for host in hosts]
    return tuple(sorted(_groups_of(peers) - _groups_of(alike)))


def _variants(peers: Iterable[HostAudit], area: str) -> tuple[Variant, ...]:
    alike: dict[str, list[HostAudit]] = {}
    for host in peers:
        alike.setdefault(host.fingerprint(area), []).append(host)
    ordered = sorted(alike.items(), key=lambda entry: -len(entry[1]))
    return tuple(
        Variant(_label(number), tuple(members), fingerprint) for number, (fingerprint, members) in enumerate(ordered)
    )


def _label(number: int) -> str:
    letters = string.ascii_uppercase
    return letters[number] if number < len(letters) else f"V{number + 1}"


def _groups_of(hosts: Sequence[HostAudit]) -> set[str]:
    return set.intersection(*(set(host.groups) for host in hosts)) if hosts else set()

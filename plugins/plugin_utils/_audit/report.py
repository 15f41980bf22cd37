# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The groups of an audit as a table for people, at most 100 columns wide, and as a document.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.difference import differences
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import (
    AREAS,
    HostAudit,
    PeerSet,
    Variant,
    peer_sets,
    split_clusters,
)

# So many names of hosts that are as they should be; outliers are all named.
_NAMES = 8


@dataclass(frozen=True)
class AuditReport:
    """All of one audit. `sets` are by area, `split` are clusters whose servers differ, `unmanaged` by host."""

    hosts: tuple[HostAudit, ...]
    sets: Mapping[str, tuple[PeerSet, ...]]
    split: tuple[PeerSet, ...]
    unmanaged: Mapping[str, tuple[tuple[str, str, str], ...]]
    without_result: tuple[str, ...]

    @property
    def outliers(self) -> dict[str, list[str]]:
        """The areas in which a host is an outlier, by host."""
        found: dict[str, list[str]] = {}
        for area, sets in self.sets.items():
            for name in (name for peers in sets for variant in peers.outliers for name in variant.names):
                found.setdefault(name, []).append(area)
        return found

    @property
    def warnings(self) -> list[str]:
        """A sentence per cluster whose servers differ."""
        return [
            f"The servers of one {peers.kind} have different registries: "
            + "; ".join(", ".join(variant.names) for variant in peers.variants)
            + ". Which images the cluster can pull then depends on the server that a Pod runs on. "
            "Fix: give all of them the same variables."
            for peers in self.split
        ]

    @property
    def summary(self) -> str:
        """The outcome in a sentence."""
        outliers = self.outliers
        named = "; ".join(f"{name} ({', '.join(areas)})" for name, areas in outliers.items())
        found = f"{len(outliers)} outlier{'s' * (len(outliers) != 1)}: {named}" if outliers else "no outlier"
        return f"{len(self.hosts)} host(s) audited, {found}"


def audit_report(
    hosts: Sequence[HostAudit], unmanaged: Mapping[str, Sequence[Mapping[str, str]]], without_result: Sequence[str]
) -> AuditReport:
    """Group the hosts in every area."""
    return AuditReport(
        hosts=tuple(hosts),
        sets={area: tuple(peer_sets(hosts, area)) for area in AREAS},
        split=tuple(split_clusters(hosts)),
        unmanaged={
            host: tuple((item["path"], item["owner"], item["fix"]) for item in items)
            for host, items in unmanaged.items()
            if items
        },
        without_result=tuple(without_result),
    )


def report_lines(report: AuditReport) -> list[str]:
    """The table, the unmanaged files, and the summary."""
    lines: list[str] = []
    for area, sets in report.sets.items():
        if sets:
            lines += [AREAS[area], *_area_lines(sets), ""]
    for peers in report.split:
        lines += [*hanging(f"! The servers of one {peers.kind} differ", ""), *_variant_lines(peers), ""]
    lines += _unmanaged_lines(report.unmanaged)
    if report.without_result:
        lines += hanging(f"Without a result: {', '.join(report.without_result)}.", "")
    return [*lines, *hanging(report.summary, "")]


def as_document(report: AuditReport) -> str:
    """The same as JSON text."""
    document = {
        "areas": {area: [_set_document(peers) for peers in sets] for area, sets in report.sets.items()},
        "outliers": report.outliers,
        "split_clusters": [_set_document(peers) for peers in report.split],
        "unmanaged": {
            host: [{"path": path, "owner": owner, "fix": fix} for path, owner, fix in items]
            for host, items in report.unmanaged.items()
        },
        "without_result": list(report.without_result),
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def found_differences(peers: PeerSet, variant: Variant) -> list[str]:
    """How a variant differs from the first; nothing for the first itself."""
    first = peers.variants[0]
    if variant is first:
        return []
    own, others = variant.hosts[0].items[peers.area], first.hosts[0].items[peers.area]
    return differences(own, others, first.label)


def _area_lines(sets: Sequence[PeerSet]) -> Iterator[str]:
    for peers in sets:
        if peers.size > 1:
            yield from _set_lines(peers)
    alone = [f"{peers.variants[0].names[0]} ({_title(peers)})" for peers in sets if peers.size == 1]
    if alone:
        yield from hanging(f"no peer to compare with: {', '.join(alone)}", "  ")


def _title(peers: PeerSet) -> str:
    groups = f" in {', '.join(peers.groups)}" if peers.groups else ""
    return f"{peers.kind or 'unknown'}{groups}"


def _set_lines(peers: PeerSet) -> Iterator[str]:
    title = _title(peers)
    if len(peers.variants) == 1:
        yield from hanging(
            f"{title}: {_counted(peers.size)} with the same configuration: {_names(peers.variants[0].names)}", "  "
        )
        return
    verdict = "" if peers.has_majority else "; none is in the majority"
    yield from hanging(f"{title}: {_counted(peers.size)} with the same variables differ{verdict}:", "  ")
    yield from _variant_lines(peers)


def _variant_lines(peers: PeerSet) -> Iterator[str]:
    for variant in peers.variants:
        is_outlier = variant in peers.outliers
        names = ", ".join(variant.names) if is_outlier else _names(variant.names)
        mark = "  OUTLIER" if is_outlier and peers.has_majority else ""
        yield from hanging(f"{variant.label}: {_counted(len(variant.hosts))}: {names}{mark}", "    ")
        for sentence in found_differences(peers, variant):
            yield from hanging(f"- {sentence}", "       ")


def _set_document(peers: PeerSet) -> dict[str, Any]:
    return {
        "kind": peers.kind,
        "groups": list(peers.groups),
        "majority": peers.has_majority,
        "variants": [
            {
                "label": variant.label,
                "hosts": variant.names,
                "fingerprint": variant.fingerprint,
                "outlier": variant in peers.outliers,
                "differences": found_differences(peers, variant),
            }
            for variant in peers.variants
        ],
    }


def _unmanaged_lines(unmanaged: Mapping[str, Sequence[tuple[str, str, str]]]) -> list[str]:
    hosts: dict[tuple[str, str, str], list[str]] = {}
    for host, items in unmanaged.items():
        for item in items:
            hosts.setdefault(item, []).append(host)
    if not hosts:
        return []
    lines = ["Unmanaged files"]
    for (path, owner, fix), names in hosts.items():
        lines += hanging(f"{path} on {_names(names)}: probably written by {owner}. Fix: {fix}", "  ")
    return [*lines, ""]


def _counted(number: int) -> str:
    return f"{number} node{'s' * (number != 1)}"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES])
    return f"{shown} and {len(names) - _NAMES} more" if len(names) > _NAMES else shown

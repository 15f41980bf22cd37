# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Explanations of many hosts: hosts for which the same holds share one table.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging

# The keys of a result of `registries_info`, without the keys that Ansible adds.
_KEYS = ("runtime_name", "version", "images", "findings", "known_issues")

Results = t.Mapping[str, t.Mapping[str, t.Any]]


def fleet_report(results: FleetResults) -> RenderedReport:
    """The tables of all hosts. A host without a table is without a result."""
    requested = results.requested()
    found = {name: result for name, result in requested.items() if result.get("table")}
    without_result = [name for name in requested if name not in found]
    lines = report_lines(found, without_result)
    files = results.files(json=as_document(found))
    return RenderedReport(lines, lines[-1], without_result=without_result, files=files)


def report_lines(results: Results, without_result: t.Sequence[str]) -> list[str]:
    """Tables, each below the hosts it is for, and the sum. `results` are by host."""
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for host, result in results.items():
        groups.setdefault(tuple(result["table"]), {}).setdefault(_title(result), []).append(host)
    lines: list[str] = []
    for table, titles in groups.items():
        heading = "; ".join(f"{', '.join(hosts)} ({title})" for title, hosts in titles.items())
        lines += [*hanging(heading, ""), *table, ""]
    if without_result:
        lines += hanging(f"Without a result: {', '.join(without_result)}.", "")
    return [*lines, f"{len(results)} host(s) explained in {len(groups)} table(s)"]


def as_document(results: Results) -> str:
    """The same as JSON text: per host what `registries_info` returned."""
    hosts = {host: {key: result[key] for key in _KEYS} for host, result in results.items()}
    return json.dumps({"hosts": hosts}, indent=2, sort_keys=True) + "\n"


def _title(result: t.Mapping[str, t.Any]) -> str:
    return " ".join(filter(None, (result["runtime_name"], result["version"])))

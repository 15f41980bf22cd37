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
    """The tables of all hosts. A host without a runtime is without a result."""
    requested = results.requested()
    found = {name: result for name, result in requested.items() if result.get("runtime_name")}
    without_result = {name: str(result.get("msg", "")) for name, result in requested.items() if name not in found}
    lines = report_lines(found, without_result)
    is_acceptable = not without_result and not any(map(_has_invalid_image, found.values()))
    files = results.files(json=as_document(found))
    summary = lines[-1] if is_acceptable else f"{lines[-1]}; not all images can be explained"
    return RenderedReport(lines, summary, acceptable=is_acceptable, without_result=list(without_result), files=files)


def _has_invalid_image(result: t.Mapping[str, t.Any]) -> bool:
    return any(image.get("error") for image in result["images"])


def report_lines(results: Results, without_result: t.Mapping[str, str]) -> list[str]:
    """Tables, each below the hosts it is for, and the sum. `results` are by host, `without_result` reasons by host."""
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for host, result in results.items():
        groups.setdefault(tuple(result["table"]), {}).setdefault(_title(result), []).append(host)
    lines: list[str] = []
    for table, titles in groups.items():
        heading = "; ".join(f"{', '.join(hosts)} ({title})" for title, hosts in titles.items())
        lines += [*hanging(heading, ""), *table, ""]
    for reason in dict.fromkeys(without_result.values()):
        hosts = ", ".join(name for name, other in without_result.items() if other == reason)
        lines += hanging(f"Without a result: {hosts}{': ' if reason else '.'}{reason}", "")
    return [*lines, f"{len(results)} host(s) explained in {len(groups)} table(s)"]


def as_document(results: Results) -> str:
    """The same as JSON text: per host what `registries_info` returned."""
    hosts = {host: {key: result[key] for key in _KEYS} for host, result in results.items()}
    return json.dumps({"hosts": hosts}, indent=2, sort_keys=True) + "\n"


def _title(result: t.Mapping[str, t.Any]) -> str:
    return " ".join(filter(None, (result["runtime_name"], result["version"])))

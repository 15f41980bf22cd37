# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drills of all hosts: equal results in one line, failures first.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import counted, hanging, host_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.choice import (
    FAILED,
    FALLBACK,
    NEVER_CONTACT,
    PASSED,
    SKIPPED,
    WILDCARD,
)

_STATES = (FAILED, PASSED, SKIPPED)
_TITLES = {FALLBACK: "fallback of ", WILDCARD: "wildcard ", NEVER_CONTACT: ""}

Drills = Sequence[Mapping[str, Any]]


def fleet_report(results: FleetResults) -> RenderedReport:
    """Acceptable if no drill failed, nothing was left behind, and all hosts have a result."""
    requested = results.requested()
    drills: dict[str, Drills] = {
        host: one["drills"] for host, one in requested.items() if one.get("drills") is not None
    }
    without_result = [host for host in requested if host not in drills or requested[host].get("failed")]
    counts = Counter(one["state"] for found in drills.values() for one in found)
    left = [line for host, found in drills.items() for one in found for line in _left_behind(host, one)]
    lost = hanging(f"Without a result: {', '.join(without_result)}.") if without_result else []
    not_drilled = _not_drilled({host: requested[host] for host in drills if not drills[host]}, without_result)
    states = ", ".join(f"{counts[state]} {state}" for state in _STATES)
    summary = f"drill: {states} on {counted(len(drills), 'host')}"
    is_acceptable = not (counts[FAILED] or left or without_result)
    document = json.dumps({"hosts": drills, "without_result": without_result}, indent=2) + "\n"
    return RenderedReport(
        [*_lines(drills), *not_drilled, *left, *lost, summary],
        summary,
        acceptable=is_acceptable,
        without_result=without_result,
        files=results.files(json=document),
        details={"counts": dict(counts)},
    )


def _lines(drills: Mapping[str, Drills]) -> list[str]:
    groups: dict[tuple[str, str, str], dict[str, float]] = {}
    for host, found in drills.items():
        for one in found:
            key = (one["state"], one["kind"], one["sentence"])
            groups.setdefault(key, {})[host] = one["seconds"]
    ordered = sorted(groups.items(), key=lambda item: _STATES.index(item[0][0]))
    return [line for key, hosts in ordered for line in _group(key, hosts)]


def _group(key: tuple[str, str, str], hosts: Mapping[str, float]) -> list[str]:
    state, kind, sentence = key
    title = f"{state.upper() if state == FAILED else state:7}  {_TITLES[kind]}{sentence}"
    times = dict.fromkeys(f"{seconds:.1f}" for seconds in sorted(hosts.values()) if seconds)
    took = f", {' to '.join([*times][:: max(1, len(times) - 1)])} s" if times else ""
    return hanging(f"{title}: {', '.join(hosts)} ({len(hosts)}){took}")


def _not_drilled(results: Mapping[str, Mapping[str, Any]], without_result: Sequence[str]) -> list[str]:
    hosts: dict[str, list[str]] = {}
    for host, one in results.items():
        if host not in without_result:
            hosts.setdefault(str(one.get("msg", "")), []).append(host)
    return [line for reason, names in hosts.items() for line in host_lines(f"Not drilled. {reason}", names)]


def _left_behind(host: str, drill: Mapping[str, Any]) -> Iterator[str]:
    for line in drill["left_behind"]:
        yield from hanging(f"LEFT     {host}: {line}")

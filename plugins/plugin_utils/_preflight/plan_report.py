# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of all hosts: the findings about their variables, the images that would be missing, and what will change.

It also has what is wrong with the Nodes of the hosts, and which of them an earlier run left cordoned.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import WHEN
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
    Result,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging, host_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint import fleet_report as lint_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.waves import (
    in_order,
    wave_options,
    waves,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report import fleet_report as verify_report

FORCE = "To change the nodes anyway, set provision_require_images to none."

_KEYS = ("runtime_name", "version", "wave", "will_change", "disruption", "files", "findings", "problem", "former")
_NO_CHANGE = "No change"
_TRANSITION = "Transition: the former endpoints stay until the new ones served every image"
# Where the playbook registers the result of `cluster_info`.
_CLUSTER = "pullproof_cluster"


def fleet_report(results: FleetResults) -> RenderedReport:
    """Not acceptable if a variable is wrong, if a role found an error on a node, or if an image would be missing."""
    requested = results.requested()
    planned = {name: one for name, one in requested.items() if "findings" in one and not one.get("failed")}
    report = _rendered(results, planned)
    lost = [name for name in requested if name not in planned]
    document = _document(report, planned, lost) | {"steps": _steps(results, planned)}
    return replace(report, files=results.files(json=json.dumps(document, indent=2) + "\n"))


def _rendered(results: FleetResults, planned: Mapping[str, Result]) -> RenderedReport:
    lint = lint_report.fleet_report(replace(results, options={**results.options, "hosts": list(planned)}))
    if not lint.acceptable:
        return replace(lint, details={"counts": {}})
    nodes = _nodes(results)
    problems = _problems(planned, nodes)
    if problems:
        lines = [line for text in problems for line in hanging(f"ERROR    {text}", "")]
        return RenderedReport([*lint.lines, *lines], " ".join(problems), acceptable=False)
    images = _images(results, planned)
    in_transition = [name for name, one in planned.items() if any(one["former"].values())]
    changes = [*_change_lines(planned), *host_lines(_TRANSITION, in_transition), *_node_lines(nodes)]
    steps = _step_lines(_steps(results, planned))
    lines = [*lint.lines, *(images.lines if images else ()), *changes, *steps]
    if images and not images.acceptable:
        return RenderedReport(lines, f"{images.summary}. {FORCE}", acceptable=False)
    return RenderedReport(lines, "; ".join(changes))


def _document(report: RenderedReport, planned: Mapping[str, Result], lost: Sequence[str]) -> dict[str, object]:
    """The plan for programs. It contains no secrets."""
    hosts = {
        name: {**{key: one[key] for key in _KEYS}, "missing_images": _missing(one["preview"])}
        for name, one in planned.items()
    }
    return {"acceptable": report.acceptable, "summary": report.summary, "hosts": hosts, "without_result": lost}


def _missing(preview: Result) -> list[str]:
    return [image["image"] for image in preview.get("images", ()) if image["state"] in ("failed", "blocked")]


def _nodes(results: FleetResults) -> Mapping[str, Result]:
    """What is known of the Nodes, by host."""
    nodes: Mapping[str, Result] = (results.variables.get(_CLUSTER) or {}).get("nodes", {})
    return nodes


def _problems(planned: Mapping[str, Result], nodes: Mapping[str, Result]) -> list[str]:
    """Each error of a role or of a Node, once with its hosts."""
    hosts: dict[str, list[str]] = {}
    for name, one in [*planned.items(), *nodes.items()]:
        if one["problem"]:
            hosts.setdefault(one["problem"], []).append(name)
    return [f"{', '.join(names)}: {text}" for text, names in hosts.items()]


def _change_lines(planned: Mapping[str, Result]) -> list[str]:
    """Hosts with the same changes in one line, and when the changes take effect."""
    hosts: dict[str, list[str]] = {}
    for name, one in planned.items():
        hosts.setdefault(_changes_of(one), []).append(name)
    ordered = sorted(hosts.items(), key=lambda item: item[0].startswith(_NO_CHANGE))
    return [line for text, names in ordered for line in host_lines(text, names)]


def _changes_of(planned: Result) -> str:
    if not planned["will_change"]:
        return _NO_CHANGE
    files = [f"{entry['path']} {entry['change']}" for entry in planned["files"]]
    return f"Change {WHEN[planned['disruption']]}: {', '.join(files) or 'the services'}"


def _steps(results: FleetResults, planned: Mapping[str, Result]) -> dict[str, list[str]]:
    """The hosts that will change, by step of the roll-out."""
    changing = [name for name, one in planned.items() if one["will_change"]]
    servers, agents = ([name for name in changing if planned[name]["wave"] == wave] for wave in ("servers", "agents"))
    groups = results.variables["groups"]
    options = wave_options(results.hostvars[changing[0]] if changing else {})
    steps = {"Servers, one at a time": in_order(servers, options, groups)} if servers else {}
    return steps | {f"Wave {number}": wave for number, wave in enumerate(waves(agents, options, groups), 1)}


def _step_lines(steps: Mapping[str, Sequence[str]]) -> list[str]:
    """A line for each step, if there are several."""
    return [line for name, hosts in steps.items() for line in host_lines(name, hosts)] if len(steps) > 1 else []


def _node_lines(nodes: Mapping[str, Result]) -> list[str]:
    """The Nodes that this run uncordons although an earlier one cordoned them, and those that it leaves cordoned."""
    left = [name for name, node in nodes.items() if node["cordoned_by"]]
    foreign = [name for name, node in nodes.items() if node["unschedulable"] and not node["cordoned_by"]]
    return [
        *host_lines("Uncordon after the proof, because an earlier run did not", left),
        *host_lines("Cordoned before, and stays so", foreign),
    ]


def _images(results: FleetResults, planned: Mapping[str, Result]) -> RenderedReport | None:
    """The report about the images of the hosts that were probed; None without any."""
    probed = {name: {"preview": one["preview"]} for name, one in planned.items() if one["preview"]}
    if not probed:
        return None
    options = {**results.options, "hosts": list(probed)}
    hosts = {"hostvars": probed, "ansible_play_hosts_all": list(probed), "groups": {}}
    previews = replace(results, options=options, register="preview", variables={**results.variables, **hosts})
    return verify_report.fleet_report(previews)

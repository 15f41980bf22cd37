# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about the pulls of all hosts, or about the probes that stand for them in check mode.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.collection_version import collection_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
    Result,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import check_folder, write_reports
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import (
    Report,
    report,
    unproven_sentence,
    without_result_lines,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import (
    FleetReport,
    HostReport,
    Tools,
    host_report,
    now,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.formats import HTML, report_files

VARIABLE = "verify_report_dir"
# The groups of hosts that `provision` changes in this order.
WAVES = ("pullproof_servers", "pullproof_agents")


def fleet_report(results: FleetResults) -> RenderedReport:
    """The pulls in one table, failures first, and the files of the option `dir`."""
    folder, options = results.options["dir"], results.options
    if folder:
        check_folder(folder, VARIABLE)
    if options["check_only"]:
        return RenderedReport([], f"reports can be written to {folder}" if folder else "no reports are wanted")
    registered = {**results.requested(), **_lost(results)}
    reports = {name: _read(results, name, result) for name, result in registered.items() if _is_result(result)}
    without = [name for name in registered if name not in reports]
    is_preview = any(result.get("preview") for result in registered.values())
    later = [] if _all_acceptable(registered) else _not_reached(results, registered)
    pulls = [one.pulls for one in reports.values() if one.pulls.pulls]
    found = _preview(pulls, without) if is_preview else report(pulls, without, later, details=results.verbose)
    is_due = bool(folder) and _is_due(registered, results.play_hosts)
    written = _write(results, folder, reports, [*without, *later]) if is_due else {}
    place = [_place(folder, written)] if is_due else []
    return RenderedReport(
        found.lines,
        found.lines[-1],
        shown=[*place, *(found.closing if options["summary_only"] else found.lines)],
        acceptable=_all_acceptable(registered),
        without_result=found.without_result,
        details={
            "counts": {"proven": found.proven, "total": found.total},
            "files": written,
            "unproven": "" if is_preview else unproven_sentence(pulls),
        },
    )


def _lost(results: FleetResults) -> dict[str, Result]:
    """Hosts of the play whose pulls could not be tried. Ansible counts them to no batch any more."""
    return {
        name: result
        for name, result in results.of(results.play_hosts).items()
        if (result.get("failed") or result.get("unreachable")) and not _has_pulls(result)
    }


def _read(results: FleetResults, name: str, result: Result) -> HostReport:
    return host_report(name, result, _disruptions(results.hostvars[name]))


def _not_reached(results: FleetResults, registered: Mapping[str, Result]) -> list[str]:
    """Hosts of later batches and plays of this run, which have no result yet."""
    groups = results.variables.get("groups", {})
    planned = [*results.play_hosts, *(name for wave in WAVES for name in groups.get(wave, ()))]
    return [name for name, result in results.of(planned).items() if name not in registered and not result]


def _preview(hosts: list[HostPulls], without: list[str]) -> Report:
    *causes, total = preview_lines(hosts)
    closing = [*without_result_lines(without), total]
    return Report([*causes, *closing], closing, 0, sum(len(host.pulls) for host in hosts), without)


def _is_due(registered: Mapping[str, Result], play_hosts: Sequence[str]) -> bool:
    """Files are written once the play has no further batch, or where this may be its last one."""
    return play_hosts[-1] in registered or not _all_acceptable(registered)


def _all_acceptable(registered: Mapping[str, Result]) -> bool:
    return all(result.get("acceptable", True) for result in registered.values())


def _write(
    results: FleetResults, folder: str, reports: Mapping[str, HostReport], without_result: list[str]
) -> dict[str, str]:
    """The files include all hosts with a result, also those of earlier batches."""
    if results.check_mode:
        return {}
    everyone = results.of(list(results.hostvars))
    known = [reports.get(name) or _read(results, name, one) for name, one in everyone.items() if _is_result(one)]
    tools = Tools(collection_version(), results.variables["ansible_version"]["full"])
    texts = report_files(FleetReport(known, without_result, tools, now()))
    return write_reports(folder, texts, VARIABLE)


def _disruptions(variables: Mapping[str, Any]) -> Iterator[Result]:
    """What this run has changed on the host, by when it takes effect."""
    known = variables.get("ansible_facts", {}).get(FACT) or {}
    for effect, roles in known.get("effects", {}).items() if known.get("run") == RUN_ID else ():
        yield {"effect": effect, "roles": list(roles)}


def _place(folder: str, written: Mapping[str, str]) -> str:
    """Where the reports are, in a line."""
    return f"Report: {written[HTML]}" if written else f"Check mode: no report is written to {folder}."


def _is_result(result: Result) -> bool:
    """A host that failed before its first pull has the shape of a result, with nothing in it."""
    is_empty = result.get("failed") and not _has_pulls(result)
    return "images" in result and not is_empty


def _has_pulls(result: Result) -> bool:
    return bool(result.get("images"))

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about the preflight checks of all hosts.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
    Result,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet_report import counts
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.report import CheckedHost, PreflightReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import target_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import (
    NodeVersion,
    node_version,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import misspelt_options


def fleet_report(results: FleetResults) -> RenderedReport:
    """Each finding once, with its hosts, and what is wrong with the versions of agents compared with servers."""
    options, target = results.options, target_of(results.options["target_version"])
    if options["check_only"]:
        raise_for_errors(misspelt_options(results.variables))
        return RenderedReport([], "the options are valid")
    requested = results.requested()
    found = {name: result for name, result in requested.items() if result.get("runtime_name")}
    report = PreflightReport(
        [_checked_host(name, result) for name, result in found.items()],
        target,
        [_server(name, result) for name, result in results.of(options["servers"]).items()],
        [name for name in requested if name not in found],
    )
    return RenderedReport(
        report.lines(),
        report.sum,
        acceptable=report.is_acceptable(options["fail_on"]),
        without_result=report.without_result,
        files=results.files(json=report.as_json()),
        details={"counts": counts(report.fleet)},
    )


def _server(name: str, result: Mapping[str, str]) -> NodeVersion:
    """A server that is not upgraded."""
    return node_version(name, result["runtime_name"], result["version"], False, result["cluster"])


def _checked_host(name: str, result: Result) -> CheckedHost:
    node = node_version(name, result["runtime_name"], result["version"], result["upgraded"], result["cluster"])
    return CheckedHost(node, result["version"], tuple(Finding(**finding) for finding in result["findings"]))

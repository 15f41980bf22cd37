# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about the findings of all hosts.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
    Result,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import SEVERITIES, FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.junit import as_junit
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def fleet_report(results: FleetResults) -> RenderedReport:
    """Each finding once, with its hosts. A host whose lint failed is without a result."""
    requested, options = _by_host(results), results.options
    found = {
        name: [Finding(**finding) for finding in result["findings"]]
        for name, result in requested.items()
        if "findings" in result and not result.get("failed")
    }
    fleet = FleetFindings.of(found, [name for name in requested if name not in found])
    return RenderedReport(
        fleet.lines(SEVERITIES if options["infos"] else SEVERITIES[:2]),
        fleet.sum,
        acceptable=fleet.is_acceptable(options["fail_on"]),
        without_result=fleet.without_result,
        files=results.files(json=fleet.as_json(), junit=as_junit(fleet, options["fail_on"])),
        details={"counts": counts(fleet)},
    )


def options_report(results: FleetResults) -> RenderedReport:
    """Raises PullproofError for invalid options, each once with its hosts."""
    found = {
        name: [Finding(**finding) for finding in result.get("findings", ())]
        for name, result in _by_host(results).items()
    }
    fleet = FleetFindings.of(found)
    raise_for_errors([replace(one, where=f"{one.where} on {fleet.hosts_with(one)}") for one in fleet.hosts_by_finding])
    return RenderedReport([], "the options are valid", details={"counts": counts(fleet)})


def _by_host(results: FleetResults) -> dict[str, Result]:
    """The result of each host, also if one task linted all of them."""
    names = results.requested_hosts
    # The result of a task that runs once is registered on all hosts.
    groups = next(iter(results.of(names[:1]).values()), {}).get("groups")
    if not groups:
        return results.requested()
    by_host = {host: {"findings": group["findings"]} for group in groups for host in group["hosts"]}
    return {name: by_host.get(name, {}) for name in names}


def counts(fleet: FleetFindings) -> dict[str, int]:
    """How many errors, warnings and infos there are, each counted once."""
    return {f"{severity}s": fleet.count(severity) for severity in SEVERITIES}

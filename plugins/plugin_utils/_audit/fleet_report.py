# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about the audits of all hosts.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import HostAudit
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.report import (
    as_document,
    audit_report,
    report_lines,
)


def fleet_report(results: FleetResults) -> RenderedReport:
    """Compare the hosts. Results of another run, from a cache of variables, have digests with another key."""
    requested = results.requested()
    found = {name: result for name, result in requested.items() if result.get("run") == RUN_ID}
    report = audit_report(
        [HostAudit.of(name, result, results.hostvars[name].get("group_names", ())) for name, result in found.items()],
        {name: result["unmanaged"] for name, result in found.items()},
        [name for name in requested if name not in found],
    )
    return RenderedReport(
        report_lines(report),
        report.summary,
        acceptable=results.options["fail_on"] == "never" or not report.outliers,
        without_result=report.without_result,
        warnings=report.warnings,
        files=results.files(json=as_document(report)),
        details={"outliers": report.outliers},
    )

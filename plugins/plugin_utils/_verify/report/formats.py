# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All reports by file name.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.html import as_html
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.json_report import as_json
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.junit import as_junit
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.markdown import as_markdown
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.prometheus import as_metrics

HTML = "verify.html"
_FORMATS = {
    "verify.json": as_json,
    "verify.md": as_markdown,
    "verify.xml": as_junit,
    "verify.prom": as_metrics,
    HTML: as_html,
}


def report_files(fleet: FleetReport) -> dict[str, str]:
    """The texts by file name."""
    return {name: make(fleet) for name, make in _FORMATS.items()}

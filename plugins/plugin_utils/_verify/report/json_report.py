# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report for programs, as docs/report.schema.json describes it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import CauseGroup
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport

SCHEMA = 1


def as_json(fleet: FleetReport) -> str:
    """The text of the file: one line, in ASCII, since what registries wrote may hold anything."""
    return json.dumps(json_document(fleet)) + "\n"


def json_document(fleet: FleetReport) -> dict[str, Any]:
    """The plain values of the file."""
    return {
        "schema": SCHEMA,
        "run": fleet.run,
        "counts": fleet.counts,
        "causes": [_cause(group) for group in fleet.causes],
        "nodes": list(fleet.documents),
        "without_result": list(fleet.without_result),
    }


def _cause(group: CauseGroup) -> dict[str, Any]:
    return {**asdict(group.cause), "pulls": group.pulls, "hosts": list(group.hosts), "images": list(group.images)}

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report for programs, against its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport, host_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.json_report import as_json
from jsonschema import Draft202012Validator, ValidationError

from tests.report.fleets import FAULTS, TOOLS, fleet

SCHEMA = json.loads((Path(__file__).parents[6] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
WRITTEN = "2026-11-21T10:00:09Z"


def valid(made: FleetReport) -> dict[str, Any]:
    """The document that the text holds, once the schema accepts it."""
    document: dict[str, Any] = json.loads(as_json(made))
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_fleet_with_failures_and_warnings_is_as_the_schema_says() -> None:
    document = valid(fleet(30, 3, list(FAULTS), every=5))
    assert document["counts"]["failed"] == sum(
        image["state"] == "failed" for node in document["nodes"] for image in node["images"]
    )
    assert [cause["code"] for cause in document["causes"]] == ["tls_unknown_ca", "credentials_wrong", "connect_timeout"]
    assert document["causes"][0]["hosts"] == ["node-01", "node-16"]


def test_the_run_lasts_from_the_first_node_s_start_to_the_last_one_s_end() -> None:
    nodes: list[dict[str, Any]] = [
        {"host": "a", "started": "2026-11-21T10:00:03Z", "seconds": 1.5, "images": []},
        {"host": "b", "started": "2026-11-21T10:00:00Z", "seconds": 2.25, "images": []},
        {"host": "c", "images": []},
    ]
    made = FleetReport([host_report(node["host"], node) for node in nodes], ["d"], TOOLS, WRITTEN)
    document = valid(made)
    assert (document["run"]["started"], document["run"]["seconds"]) == ("2026-11-21T10:00:00Z", 4.5)
    assert document["without_result"] == ["d"]


def test_pulls_that_nobody_judged_make_a_document_too() -> None:
    pull = {"image": "a", "state": "blocked", "reason": "not_installed", "proof": "none"}
    rest = {"digest": None, "size": None, "seconds": None, "error": None}
    document = valid(FleetReport([host_report("n", {"images": [{**pull, **rest}]})], [], TOOLS, WRITTEN))
    assert document["nodes"][0]["images"][0]["reference"] == "a"
    assert document["counts"]["blocked"] == 1


def test_the_schema_refuses_what_it_does_not_know() -> None:
    made = fleet(1, 1)
    made.documents[0]["images"][0]["surprise"] = 1
    with pytest.raises(ValidationError, match="surprise"):
        valid(made)


def test_what_registries_write_stays_ascii() -> None:
    made = fleet(1, 1)
    made.documents[0]["images"][0]["error"] = "\u2028 \udc80 \x1b[31m"
    assert as_json(made).isascii()

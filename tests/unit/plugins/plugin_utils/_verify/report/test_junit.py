# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pulls as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport, host_report
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.junit import as_junit

from tests.report.fleets import FAULTS, TOOLS, fleet

WRITTEN = "2026-11-21T10:00:09Z"


def parsed(made: FleetReport) -> ElementTree.Element:
    return ElementTree.fromstring(as_junit(made))


def test_each_node_is_a_suite_with_a_case_per_image() -> None:
    root = parsed(fleet(2, 3))
    assert [suite.get("name") for suite in root] == ["node-1", "node-2"]
    assert [case.get("name") for case in root[0]] == [
        "docker.io/nginx:1.29",
        "docker.io/redis:8.2",
        "docker.io/postgres:18",
    ]
    assert (root.get("tests"), root.get("failures"), root[0].get("tests")) == ("6", "0", "3")


def test_a_failure_names_the_cause_and_tells_the_stages() -> None:
    case = parsed(fleet(1, 1, ["tls_unknown_ca"]))[0][0]
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "tls_unknown_ca"
    assert failure.get("message") == "tls_unknown_ca at https://registry.corp.example:5000"
    assert "Fix: add the certificate authority" in str(failure.text)
    assert "tls FAILED" in str(failure.text)


def test_a_warning_fails_nothing_and_is_in_the_output() -> None:
    case = parsed(fleet(1, 1, ["connect_timeout"]))[0][0]
    assert case.find("failure") is None
    assert "warning: Checked: a TCP connection" in str(case.findtext("system-out"))


def test_a_node_without_a_result_is_an_error() -> None:
    root = parsed(FleetReport([], ["lost"], TOOLS, WRITTEN))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")


def test_what_is_not_installed_yet_is_skipped_and_what_is_down_fails() -> None:
    pulls = [{"image": "a", "state": "blocked", "reason": reason} for reason in ("not_installed", "runtime_down")]
    root = parsed(FleetReport([host_report("n", {"images": pulls})], [], TOOLS, WRITTEN))
    assert (root.get("skipped"), root.get("failures")) == ("1", "1")


def test_characters_that_xml_has_not_do_not_break_the_file() -> None:
    made = fleet(1, 1, list(FAULTS))
    made.documents[0]["images"][0]["error"] = 'x\x00\x1b[0m\udc80 ]]> <a b="c">&'
    failure = parsed(made)[0][0].find("failure")
    assert failure is not None
    assert ']]> <a b="c">&' in str(failure.text)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JUnit XML, read back."""

from __future__ import annotations

from xml.etree import ElementTree

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.junit import as_junit
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

ERROR = Finding("unknown-key", "error", "registries_mirrors['<&>']", "Nobody\x00reads it.", "Mend it.")
WARNING = Finding("host-upper-case", "warning", "registries_configs", "Letters.", "Write small ones.")


def suite_of(fleet: FleetFindings, fail_on: str = "error") -> ElementTree.Element:
    suite = ElementTree.fromstring(as_junit(fleet, fail_on)).find("testsuite")
    assert suite is not None
    return suite


def test_each_host_is_a_case_that_fails_with_its_errors() -> None:
    suite = suite_of(FleetFindings.of({"a": [ERROR, WARNING], "b": []}))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failed, passed = suite.findall("testcase")
    assert (failed.get("classname"), failed.get("name")) == ("pullproof.lint", "a")
    failure = failed.find("failure")
    assert failure is not None and failure.get("message") == "unknown-key"
    assert failure.text == "error: registries_mirrors['<&>']: Nobody reads it. Fix: Mend it. (unknown-key)"
    assert str(failed.findtext("system-out")).startswith("warning: registries_configs: Letters.")
    assert list(passed) == []


def test_warnings_fail_a_case_where_that_is_asked_for() -> None:
    fleet = FleetFindings.of({"a": [WARNING]})
    assert suite_of(fleet).get("failures") == "0"
    assert suite_of(fleet, "warning").get("failures") == "1"


def test_errors_fail_a_case_even_where_the_run_does_not() -> None:
    assert suite_of(FleetFindings.of({"a": [ERROR]}), "never").get("failures") == "1"


def test_a_host_without_a_result_fails() -> None:
    suite = suite_of(FleetFindings.of({}, ["a"]))
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")

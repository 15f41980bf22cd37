# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a fleet as JUnit XML, as GitLab and Jenkins show it.

Both list test cases by name, with the one failure that a case may have: so each host is a case, its failure names the
ids and holds the findings as text, and what does not fail it goes to its output.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_SUITE = "pullproof.lint"


def as_junit(fleet: FleetFindings, fail_on: str) -> str:
    """XML text; errors always fail a host's case, warnings where ``fail_on`` is ``warning``."""
    failing = ("error", "warning") if fail_on == "warning" else ("error",)
    suite = ElementTree.Element("testsuite", name=_SUITE, errors="0", skipped="0")
    for host in fleet.hosts:
        _case(suite, host, [finding for finding, hosts in fleet.hosts_by_finding.items() if host in hosts], failing)
    for host in fleet.without_result:
        _fail(_new_case(suite, host), "the lint has no result for this host", "")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _case(suite: ElementTree.Element, host: str, findings: Sequence[Finding], failing: Sequence[str]) -> None:
    case = _new_case(suite, host)
    fatal = [finding for finding in findings if finding.severity in failing]
    others = [finding for finding in findings if finding.severity not in failing]
    if fatal:
        _fail(case, ", ".join(dict.fromkeys(finding.id for finding in fatal)), _text(fatal))
    if others:
        ElementTree.SubElement(case, "system-out").text = _text(others)


def _new_case(suite: ElementTree.Element, host: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=_SUITE, name=printable(host), time="0")


def _fail(case: ElementTree.Element, message: str, text: str) -> None:
    ElementTree.SubElement(case, "failure", type="lint", message=printable(message)).text = text


def _text(findings: Sequence[Finding]) -> str:
    return "\n".join(printable(f"{finding.severity}: {finding.sentence}") for finding in findings)

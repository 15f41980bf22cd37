# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pulls as JUnit XML for GitLab and Jenkins: a suite per node, a case per image.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import causes_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.details import endpoint_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import is_failure
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import Document, FleetReport

_NAME = "pullproof.verify"
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def as_junit(fleet: FleetReport) -> str:
    """XML text. A node without a result is an error; a runtime that is not installed yet is skipped."""
    root = ElementTree.Element("testsuites", name=_NAME)
    for host, document in zip(fleet.hosts, fleet.documents, strict=True):
        suite = _suite(root, host.node, document)
        for pull, verdict in host.judged:
            _case(suite, host, pull, verdict)
    for name in fleet.without_result:
        case = ElementTree.SubElement(_suite(root, name, {}), "testcase", classname=printable(name), name="result")
        ElementTree.SubElement(case, "error", type="no_result", message="the node has no result")
    for suite in root:
        _count(suite)
    _count(root)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(root: ElementTree.Element, name: str, document: Document) -> ElementTree.Element:
    suite = ElementTree.SubElement(root, "testsuite", name=printable(name), hostname=printable(name))
    suite.set("time", f"{document.get('seconds') or 0:.3f}")
    if document.get("started"):
        suite.set("timestamp", document["started"].removesuffix("Z"))
    return suite


def _case(suite: ElementTree.Element, host: HostPulls, pull: PullOutcome, verdict: ImageDiagnosis) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=printable(host.node), name=printable(pull.image))
    case.set("time", f"{pull.seconds or 0:.3f}")
    errors = [cause for cause in causes_of(pull, verdict) if cause.severity == "error"]
    if is_failure(pull, required=False):
        _verdict(case, pull, verdict, errors)
    elif pull.state != "passed":
        ElementTree.SubElement(case, "skipped", message=printable(pull.reason or pull.state))
    if verdict.warnings:
        ElementTree.SubElement(case, "system-out").text = _text(f"warning: {cause}" for cause in verdict.warnings)


def _verdict(case: ElementTree.Element, pull: PullOutcome, verdict: ImageDiagnosis, errors: list[Cause]) -> None:
    code = errors[0].code if errors else pull.reason or pull.state
    where = f" at {errors[0].endpoint}" if errors and errors[0].endpoint else ""
    failure = ElementTree.SubElement(case, "failure", type=printable(code), message=printable(f"{code}{where}"))
    words = [pull.error] if pull.error else []
    failure.text = _text([*map(_sentence, errors), *words, *endpoint_lines(verdict)])


def _sentence(cause: Cause) -> str:
    return str(cause) if cause.expected else cause.observed


def _text(lines: Iterator[str] | list[str]) -> str:
    return "\n".join(printable(part) for line in lines for part in line.splitlines())


def _count(element: ElementTree.Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for attribute, tag in _COUNTED.items():
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))

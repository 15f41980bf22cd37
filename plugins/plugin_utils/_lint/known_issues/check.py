# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of the version at hand, and of the one that an upgrade would bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

STOPS_PULLS = frozenset(issue.id for issue in KNOWN_ISSUES if issue.stops_pulls)
OF_BOOTSTRAP = frozenset(issue.id for issue in KNOWN_ISSUES if issue.is_of_bootstrap)
_INVALID = RULES["version-invalid"]
_UNKNOWN = RULES["version-unknown"]


def issues_of(subject: LintSubject, version: Version | None) -> Iterator[Finding]:
    """The known issues of the subject; ``version`` need not be the subject's own.

    Without a version only what no version has fixed.
    """
    for issue in KNOWN_ISSUES:
        yield from issue.findings(subject, version)


def has_issue(identifier: str, product: str, version: str | None) -> bool:
    """Whether this version of a product has a known issue, for any variables; False for an unknown version."""
    parsed = Version.parsed(version)
    versions = next(issue for issue in KNOWN_ISSUES if issue.id == identifier).affected.get(product)
    return parsed is not None and versions is not None and versions.affects(parsed)


def possible_issues(subject: LintSubject) -> Iterator[str]:
    """Identifiers of issues that would concern the subject in some version, but not in every one."""
    for issue in KNOWN_ISSUES:
        versions = issue.versions(subject)
        if versions and not versions.affects(None) and next(issue.condition(subject), None):
            yield issue.id


def check_versions(subject: LintSubject) -> Iterator[Finding]:
    """Findings of the table. The message names the target version if only that version is affected."""
    invalid = list(_invalid(subject))
    yield from invalid
    if invalid:
        return
    version, target = Version.parsed(subject.version), Version.parsed(subject.target_version)
    present = list(issues_of(subject, version))
    yield from present
    if target:
        known = {(finding.id, finding.where) for finding in present}
        for finding in issues_of(subject, target):
            if (finding.id, finding.where) not in known:
                yield replace(finding, message=f"With {subject.target_version}: {finding.message}")
    elif version is None:
        yield from _unknown(subject)


def _invalid(subject: LintSubject) -> Iterator[Finding]:
    named = {"pullproof_runtime_version": subject.version, "preflight_target_version": subject.target_version}
    for where, text in named.items():
        if text and Version.parsed(text) is None:
            message = f"{text!r} is not a version such as v1.34.1+rke2r1, v1.34.1+k3s1 or 2.1.4."
            yield _INVALID.at(where, message, "Write the version as the product prints it.")


def _unknown(subject: LintSubject) -> Iterator[Finding]:
    possible = sorted(set(possible_issues(subject)))
    if possible:
        message = f"Without a version, these known issues are not checked: {', '.join(possible)}."
        yield _UNKNOWN.at(
            "pullproof_runtime_version", message, "Set pullproof_runtime_version to the current or planned version."
        )

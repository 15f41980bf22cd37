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
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

STOPS_PULLS = frozenset(issue.id for issue in KNOWN_ISSUES if issue.stops_pulls)
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
    try:
        parsed = Version.parse(version or "")
    except InvalidVersionError:
        return False
    versions = next(issue for issue in KNOWN_ISSUES if issue.id == identifier).affected.get(product)
    return versions is not None and versions.affects(parsed)


def possible_issues(subject: LintSubject) -> Iterator[str]:
    """Identifiers of issues that would concern the subject in some version, but not in every one."""
    for issue in KNOWN_ISSUES:
        versions = issue.versions(subject)
        if versions and not versions.affects(None) and next(issue.condition(subject), None):
            yield issue.id


def check_versions(subject: LintSubject) -> Iterator[Finding]:
    """Findings of the table. The message names the target version if only that version is affected."""
    try:
        version = Version.parse(subject.version) if subject.version else None
        target = Version.parse(subject.target_version) if subject.target_version else None
    except InvalidVersionError as error:
        yield _INVALID.at(
            "version",
            f"{str(error)[0].upper()}{str(error)[1:]}.",
            "Correct pullproof_runtime_version or preflight_target_version.",
        )
        return
    present = list(issues_of(subject, version))
    yield from present
    if target:
        known = {(finding.id, finding.where) for finding in present}
        for finding in issues_of(subject, target):
            if (finding.id, finding.where) not in known:
                yield replace(finding, message=f"With {subject.target_version}: {finding.message}")
    elif version is None:
        yield from _unknown(subject)


def _unknown(subject: LintSubject) -> Iterator[Finding]:
    possible = sorted(set(possible_issues(subject)))
    if possible:
        message = f"Without a version, these known issues are not checked: {', '.join(possible)}."
        yield _UNKNOWN.at(
            "pullproof_runtime_version", message, "Set pullproof_runtime_version to the current or planned version."
        )

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which known issues a configuration runs into, on the version at hand or on one that is planned."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

STOPS_PULLS = frozenset(issue.id for issue in KNOWN_ISSUES if issue.stops_pulls)


def issues_of(subject: LintSubject, version: Version | None) -> Iterator[Finding]:
    """The known issues for what the lint looks at; ``version`` need not be the subject's own.

    Without a version only what no version has fixed.
    """
    for issue in KNOWN_ISSUES:
        yield from issue.findings(subject, version)


def possible_issues(subject: LintSubject) -> Iterator[str]:
    """Identifiers of issues that would concern the subject in some version, but not in every one."""
    for issue in KNOWN_ISSUES:
        versions = issue.versions(subject)
        if versions and not versions.affects(None) and next(issue.condition(subject), None):
            yield issue.id

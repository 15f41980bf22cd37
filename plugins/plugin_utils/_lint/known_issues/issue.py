# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One fault of released versions that a configuration can run into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version, VersionRange
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding, Severity


@dataclass(frozen=True)
class Place:
    """Where in the variables a condition holds, and what about it is worth saying there."""

    where: str
    detail: str = ""


@dataclass(frozen=True)
class KnownIssue:
    """One fault; ``affected`` has a range of versions per product, an empty ``platform`` means all of them.

    ``condition`` yields the places of the variables that run into it, ``stops_pulls``: a pull may fail which succeeds
    with another version. ``reported`` is the range for the message if ``affected`` ends because another
    issue begins. ``is_intended``: it is a change of the program, which will not be fixed. ``is_of_bootstrap``: only
    RKE2's bootstrap has it.
    """

    id: str
    severity: Severity
    affected: Mapping[str, VersionRange]
    condition: Callable[[LintSubject], Iterator[Place]]
    effect: str
    workaround: str
    source: str
    platform: str = ""
    stops_pulls: bool = False
    reported: VersionRange | None = None
    is_intended: bool = False
    is_of_bootstrap: bool = False

    def versions(self, subject: LintSubject) -> VersionRange | None:
        """The affected versions of the subject's product; None if it is not about such nodes at all.

        Without a product only faults count that all versions of some product have.
        """
        if self.platform not in ("", subject.settings.platform):
            return None
        if subject.product:
            return self.affected.get(subject.product)
        return next((versions for versions in self.affected.values() if versions.affects(None)), None)

    def findings(self, subject: LintSubject, version: Version | None) -> Iterator[Finding]:
        """Its findings for a version of the subject's product; with none known only where all have the fault."""
        versions = self.versions(subject)
        if versions is None or not versions.affects(version):
            return
        reported = self.reported or versions
        for place in self.condition(subject):
            message = f"{place.detail}{self.effect} ({reported.since if self.is_intended else reported})."
            yield Finding(self.id, self.severity, place.where, message, self._fix(reported, version), self.source)

    def _fix(self, versions: VersionRange, version: Version | None) -> str:
        fixed = versions.fix_for(version)
        workaround = f"{self.workaround[0].upper()}{self.workaround[1:]}."
        return f"Upgrade to {fixed} or later. Otherwise: {self.workaround}." if fixed else workaround

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a whole fleet: each once, with the hosts it concerns.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

SEVERITIES = ("error", "warning", "info")
_NAMED = 3
_INDENT = "  "


@dataclass(frozen=True)
class FleetFindings:
    """Each finding with its hosts, errors first; all ``hosts`` that were linted, and those ``without_result``."""

    hosts_by_finding: Mapping[Finding, Sequence[str]]
    hosts: Sequence[str]
    without_result: Sequence[str] = ()

    @classmethod
    def of(cls, findings: Mapping[str, Sequence[Finding]], without_result: Sequence[str] = ()) -> FleetFindings:
        """Gather the findings that the hosts have each."""
        gathered: dict[Finding, list[str]] = {}
        for host, found in findings.items():
            for finding in dict.fromkeys(found):
                gathered.setdefault(finding, []).append(host)
        ordered = sorted(gathered.items(), key=lambda item: SEVERITIES.index(item[0].severity))
        return cls(dict(ordered), tuple(findings), tuple(without_result))

    def count(self, severity: str) -> int:
        """How many findings of this severity there are, each counted once."""
        return sum(finding.severity == severity for finding in self.hosts_by_finding)

    def is_acceptable(self, fail_on: str) -> bool:
        """Whether every host was linted and has nothing that ``fail_on`` (error, warning, never) does not allow."""
        refused = {"error": SEVERITIES[:1], "warning": SEVERITIES[:2]}.get(fail_on, ())
        return not self.without_result and not any(map(self.count, refused))

    @property
    def sum(self) -> str:
        """The closing line."""
        counts = ", ".join(_counted(self.count(severity), severity) for severity in SEVERITIES)
        return f"lint: {counts} on {_counted(len(self.hosts), 'host')}"

    def lines(self, severities: Sequence[str] = SEVERITIES) -> list[str]:
        """For people, at most 100 columns wide: what is of these severities, and the closing line."""
        shown = [
            line for finding in self.hosts_by_finding if finding.severity in severities for line in self._of(finding)
        ]
        lost = hanging(f"Without a result: {', '.join(self.without_result)}.", "") if self.without_result else []
        return [*shown, *lost, self.sum]

    def _of(self, finding: Finding) -> list[str]:
        where = self.hosts_with(finding)
        return [
            *hanging(f"{finding.severity.upper():7}  {finding.id}: {finding.where} on {where}", ""),
            *hanging(finding.message, _INDENT),
            *hanging(f"Fix: {finding.fix}", _INDENT),
            "",
        ]

    def hosts_with(self, finding: Finding) -> str:
        """The hosts that have the finding, for people: the first ones, and how many more."""
        hosts = self.hosts_by_finding[finding]
        if len(hosts) == len(self.hosts) > 1:
            return f"all {len(hosts)} hosts"
        more = len(hosts) - _NAMED
        return ", ".join(hosts[:_NAMED]) + (f" and {more} more" if more > 0 else "")

    def as_json(self) -> str:
        """For programs: counts, and the findings with all their hosts."""
        found = [{**asdict(finding), "hosts": list(hosts)} for finding, hosts in self.hosts_by_finding.items()]
        counts = {f"{severity}s": self.count(severity) for severity in SEVERITIES}
        document = {**counts, "findings": found, "hosts": self.hosts, "without_result": self.without_result}
        return json.dumps(document, indent=2) + "\n"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"

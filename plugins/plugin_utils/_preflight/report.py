# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found before a change, or an upgrade, on all hosts: each finding once, and the hosts that are left out.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import UpgradeTarget
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.version_skew import (
    NodeVersion,
    skew_findings,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


@dataclass(frozen=True)
class CheckedHost:
    """One host: its findings, and its ``version`` as its program prints it (empty: not installed)."""

    node: NodeVersion
    version: str
    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        return f"{self.node.host} ({' '.join(filter(None, (self.node.runtime, self.version)))})"


@dataclass(frozen=True)
class PreflightReport:
    """All hosts that were checked, the servers that will not be upgraded, and the hosts ``without_result``."""

    checked: Sequence[CheckedHost]
    target: UpgradeTarget | None = None
    other_servers: Sequence[NodeVersion] = ()
    without_result: Sequence[str] = field(default=())

    @property
    def fleet(self) -> FleetFindings:
        """The findings of all hosts, those among the others by their versions."""
        return FleetFindings.of({host.node.host: self._findings_of(host) for host in self.checked}, self.without_result)

    def lines(self) -> list[str]:
        """For people, at most 100 columns wide."""
        *shown, _sum_of_lint = self.fleet.lines()
        left_out = [str(host) for host in self._left_out]
        if self.target and left_out:
            text = f"Skipped, because {self.target.text} is not a version of their product: {', '.join(left_out)}."
            shown += [*hanging(text, ""), ""]
        return [*shown, self.sum]

    @property
    def sum(self) -> str:
        """The closing line."""
        title = f"preflight for {self.target.text}" if self.target else "preflight"
        return f"{title}: {self.fleet.sum.partition(': ')[2]}"

    def is_acceptable(self, fail_on: str) -> bool:
        """Whether nothing was found that ``fail_on`` (error, warning, never) does not allow."""
        return fail_on == "never" or self.fleet.is_acceptable(fail_on)

    def as_json(self) -> str:
        """For programs: the findings with their hosts, and each host's runtime and versions."""
        document: dict[str, Any] = json.loads(self.fleet.as_json())
        document["target_version"] = self.target.text if self.target else None
        document["nodes"] = {host.node.host: self._node(host) for host in self.checked}
        document["left_out"] = [host.node.host for host in self._left_out]
        return json.dumps(document, indent=2) + "\n"

    @property
    def _left_out(self) -> Sequence[CheckedHost]:
        return [host for host in self.checked if self.target and not host.node.upgraded]

    def _findings_of(self, host: CheckedHost) -> list[Finding]:
        servers = [*self.other_servers, *(each.node for each in self.checked if each.node.role == "server")]
        return [*host.findings, *skew_findings(host.node, servers, self.target)]

    def _node(self, host: CheckedHost) -> Mapping[str, str | None]:
        upgraded = self.target.text if self.target and host.node.upgraded else None
        return {"runtime": host.node.runtime, "version": host.version or None, "target_version": upgraded}

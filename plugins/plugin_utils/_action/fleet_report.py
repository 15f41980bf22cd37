# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report about all hosts of a play: the registered results it is made from, and what the module returns of it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Result = Mapping[str, Any]


@dataclass(frozen=True)
class FleetResults:
    """The variables of the task, the name of the variable that hosts register their results in, and the options."""

    options: Mapping[str, Any]
    register: str
    variables: Mapping[str, Any]
    check_mode: bool = False
    verbose: bool = False

    @property
    def hostvars(self) -> Mapping[str, Mapping[str, Any]]:
        """The variables of all hosts."""
        hosts: Mapping[str, Mapping[str, Any]] = self.variables["hostvars"]
        return hosts

    @property
    def play_hosts(self) -> Sequence[str]:
        """All hosts of the play, including those that failed."""
        hosts: Sequence[str] = self.variables["ansible_play_hosts_all"]
        return hosts

    @property
    def requested_hosts(self) -> Sequence[str]:
        """The hosts in the option `hosts`, or all hosts of the play."""
        return self.options["hosts"] or self.play_hosts

    def requested(self) -> dict[str, Result]:
        """The results of the requested hosts; empty without a result."""
        return self.of(self.requested_hosts)

    def of(self, hosts: Sequence[str]) -> dict[str, Result]:
        """The results of these hosts."""
        return {name: self.hostvars[name].get(self.register) or {} for name in hosts}

    def files(self, **texts: str) -> dict[str, str]:
        """The texts of the files that the options name, by option."""
        return {option: text for option, text in texts.items() if self.options[option]}


@dataclass(frozen=True)
class RenderedReport:
    """`lines` for people; `shown` differs from them if only a part is displayed. `files` by option, not yet written."""

    lines: Sequence[str]
    summary: str
    shown: Sequence[str] | None = None
    acceptable: bool = True
    without_result: Sequence[str] = ()
    warnings: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

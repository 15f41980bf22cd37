# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the pulls, for people: at most 100 columns, failures first, the same cause on many nodes told once."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._cause_groups import group_causes
from ansible_collections.pullproof.registry.plugins.plugin_utils._cause_table import cause_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._page import counted
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_counts import count_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_details import detail_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verdict import HostPulls


def table(hosts: Sequence[HostPulls], details: bool = False) -> list[str]:
    """The causes, then a count per node; with ``details`` every pull and the stages of every endpoint as well."""
    lines = cause_lines(group_causes(hosts))
    if details:
        lines += [*detail_lines(hosts), ""]
    return [*lines, *count_lines(hosts)]


def summary(hosts: Sequence[HostPulls]) -> str:
    """The closing line. Only blobs fetched by the runtime are proof; images skipped on purpose don't count."""
    pulls = [pull for host in hosts for pull in host.pulls if pull.state != "skipped"]
    return f"{sum(is_proven(pull) for pull in pulls)} of {len(pulls)} pulls proven on {counted(len(hosts), 'node')}"


def is_proven(pull: PullOutcome) -> bool:
    """Whether the pull passed and fetched blobs."""
    return pull.state == "passed" and pull.proof == "fresh"

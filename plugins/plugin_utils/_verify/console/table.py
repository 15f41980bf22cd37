# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the pulls: at most 100 columns, failures first, each cause once for all nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import counted, wrapped
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import group_causes
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.causes import cause_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.counts import count_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.details import detail_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import NOT_INSTALLED


def table(hosts: Sequence[HostPulls], details: bool = False) -> list[str]:
    """The causes, then a count per node; with ``details`` every pull and the stages of every endpoint as well."""
    lines = cause_lines(group_causes(hosts))
    if details:
        lines += [*detail_lines(hosts), ""]
    return [*lines, *count_lines(hosts)]


def summary(hosts: Sequence[HostPulls]) -> str:
    """The closing line. Only blobs that the runtime downloaded count as proven; skipped images do not count."""
    pulls = [pull for host in hosts for pull in host.pulls if pull.state != "skipped"]
    return f"{sum(is_proven(pull) for pull in pulls)} of {len(pulls)} pulls proven on {counted(len(hosts), 'node')}"


def without_result_lines(names: Sequence[str]) -> list[str]:
    """The nodes that have no result; no line if all have one."""
    return wrapped(f"Without a result: {', '.join(names)}.") if names else []


def not_reached_lines(names: Sequence[str]) -> list[str]:
    """The nodes of later batches, which a failed batch can keep from being changed; no line if there are none."""
    return wrapped(f"Not reached yet: {', '.join(names)} ({len(names)}).") if names else []


def is_proven(pull: PullOutcome) -> bool:
    """Whether the pull passed and fetched blobs."""
    return pull.state == "passed" and pull.proof == "fresh"


def unproven_sentence(hosts: Sequence[HostPulls]) -> str:
    """Why the listed images are not proven at all, where none passed; empty otherwise, on day 0, and in check mode.

    An image that was on the node counts as passed.
    """
    pulls = [pull for host in hosts for pull in host.pulls]
    if not pulls or any(pull.state == "passed" or pull.reason == "check_mode" for pull in pulls):
        return ""
    own = [pull for pull in pulls if pull.reason != "other_os"]
    if not own:
        return "Nothing was proven: no listed image is for the operating system of these nodes (os in verify_images)."
    if all(pull.reason == NOT_INSTALLED for pull in own):
        return ""
    return (
        f"Nothing was proven: none of {counted(len(own), 'pull')} passed. A cause in verify_skip does not prove a pull."
    )


@dataclass(frozen=True)
class Report:
    """Lines for people (the table, then `closing`: what could be missed in it, and the sum), numbers for programs."""

    lines: list[str]
    closing: list[str]
    proven: int
    total: int
    without_result: list[str]


def report(
    hosts: Sequence[HostPulls], without_result: Sequence[str], not_reached: Sequence[str] = (), details: bool = False
) -> Report:
    """One table for all hosts, then notes and the sum. ``details``: see `table`."""
    pulls = [pull for host in hosts for pull in host.pulls if pull.state != "skipped"]
    present = sum(pull.state == "passed" and not is_proven(pull) for pull in pulls)
    notes = []
    planned = sum(pull.reason == "check_mode" for host in hosts for pull in host.pulls)
    if planned:
        notes.append(f"Check mode: {counted(planned, 'pull')} would be made.")
    if present:
        verb = "was" if present == 1 else "were"
        notes.append(f"{counted(present, 'image')} {verb} on the node already: manifest_only proves no blobs.")
    closing = [
        *without_result_lines(without_result),
        *not_reached_lines(not_reached),
        *(line for note in notes for line in wrapped(note)),
        summary(hosts),
    ]
    return Report(
        [*table(hosts, details), "", *closing],
        closing,
        sum(is_proven(pull) for pull in pulls),
        len(pulls),
        list(without_result),
    )

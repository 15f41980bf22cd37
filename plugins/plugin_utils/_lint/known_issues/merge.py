# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges the findings of one known issue at several places to one finding."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_EFFECTS = {issue.id: issue.effect for issue in KNOWN_ISSUES}
# What the checks of an upgrade add to a message.
_OF_VERSION = re.compile(r"(?:With|Fixed in) \S+: ")
_BETWEEN = ", "


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once; a known issue is one finding with all its places, in the order of the first of them."""
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding), []).append(finding)
    return [_one(group) for group in groups.values()]


def _key(finding: Finding) -> Hashable:
    if finding.id not in _EFFECTS:
        return finding
    version, _detail, rest = _parts(finding)
    return finding.id, finding.severity, version, rest, finding.fix, finding.source


def _one(group: Sequence[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1 or first.id not in _EFFECTS:
        return first
    places = dict.fromkeys(place for finding in group for place in finding.where.split(_BETWEEN))
    version, _detail, rest = _parts(first)
    details = dict.fromkeys(_parts(finding)[1] for finding in group)
    return replace(first, where=_BETWEEN.join(places), message=f"{version}{''.join(details)}{rest}")


def _parts(finding: Finding) -> tuple[str, str, str]:
    """The version that the message begins with, what it reports about the place, and the effect with the versions."""
    found = _OF_VERSION.match(finding.message)
    version = found[0] if found else ""
    effect = _EFFECTS[finding.id]
    detail, _effect, versions = finding.message[len(version) :].partition(effect)
    return version, detail, f"{effect}{versions}"

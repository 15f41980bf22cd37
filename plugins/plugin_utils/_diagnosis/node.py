# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults and warnings of the node itself.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    parse_message,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.texts import clock_offset
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.not_loaded import pending

# Outcomes of a pull that name their reason themselves.
_REASONS = {
    "runtime_down": "runtime_down",
    "crictl_absent": "runtime_down",
    "cri_disabled": "runtime_down",
    "not_installed": "not_installed",
    "other_runtime": "not_installed",
    "disk_short": "disk_full",
    "digest_mismatch": "digest_differs",
    "rate_limited": "rate_limited",
}
_WORDS = frozenset(("disk_full", "store_read_only", "runtime_down"))
# Errors of this collection, which are more precise than the catalogue.
_FOUR_PARTS = re.compile(r"^Checked: (.*?)\. Observed: (.*?)\. Expected: (.*?)\. Fix: (.*?)\.?$", re.DOTALL)
_LARGE_OFFSET_SECONDS = 60.0
_MUCH_ROOM_MIB = 1024


def node_fault(evidence: Evidence) -> Fault | None:
    """The fault that is independent of the endpoints, if there is one."""
    outcome = evidence.outcome
    if outcome is None:
        return None
    error = outcome.error or ""
    code = _REASONS.get(outcome.reason or "")
    if code:
        return _reported(code, outcome, error)
    words = parse_message(error)
    if words and words.code in _WORDS:
        return Fault(words.code, f"{error}{_despite_room(evidence) if words.code == 'disk_full' else ''}")
    if evidence.context.store_read_only and not words:
        return Fault("store_read_only", error or "it is mounted read-only")
    return None


def _despite_room(evidence: Evidence) -> str:
    """A disk can be full though it has room: one inode per file, or another file system below."""
    free = evidence.context.disk_free_mib
    if free is None or free < _MUCH_ROOM_MIB:
        return ""
    return f"; but {free} MiB are free: the inodes may be used up (df -i), or another file system below it is full"


def _reported(code: str, outcome: PullOutcome, error: str) -> Fault:
    found = _FOUR_PARTS.search(error)
    if found is None:
        return Fault(code, error or str(outcome.reason))
    checked, observed, expected, fix = found.groups()
    # For a service that is down, the fix of the catalogue contains its name.
    is_general = outcome.reason == "runtime_down"
    return Fault(code, observed, checked=checked, expected=expected, fix="" if is_general else fix)


def node_warnings(evidence: Evidence) -> Iterator[Fault]:
    """What is wrong with the node, whether or not it decided anything."""
    stale = pending(evidence)
    if stale is not None:
        yield stale
    offset = evidence.context.clock_offset
    if offset is not None and abs(offset) > _LARGE_OFFSET_SECONDS:
        yield Fault("clock_skew", f"the clock is {clock_offset(offset)} according to its time service")

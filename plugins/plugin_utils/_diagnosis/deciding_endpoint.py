# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selects the endpoint that determines the cause if several endpoints have a fault.

Endpoints are tried in order. The first endpoint with a fault decides. Exception: if it only reports that the image does
not exist, the next endpoint with another fault decides.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault

ABSENT = frozenset(("repository_unknown", "tag_unknown", "rewrite_missed", "rewrite_wrong"))
# Faults of the registry itself if a node can only reach mirrors, or for an image that only mirrors have.
OF_FALLBACK = frozenset(
    (
        "dns",
        "connect_refused",
        "connect_timeout",
        "no_route",
        "proxy_denied",
        "proxy_error",
        "direct_but_should_not",
        "credentials_missing",
        "forbidden",
        "timeout",
    )
)


def deciding(faults: Sequence[Fault]) -> Fault:
    """The fault that determines the cause. ``faults`` has at least one, in the order of the endpoints."""
    first = faults[0]
    if first.code not in ABSENT:
        return first
    return next((fault for fault in faults[1:] if _is_broken(fault)), first)


def _is_broken(fault: Fault) -> bool:
    """Whether the endpoint fails for every image."""
    if fault.code in ABSENT:
        return False
    is_fallback = fault.attempt is not None and fault.attempt.is_default
    return not (is_fallback and fault.code in OF_FALLBACK)

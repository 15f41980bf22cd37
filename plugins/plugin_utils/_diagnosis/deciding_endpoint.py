# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which endpoint's fault is the reason, where several endpoints have one.

An image is asked for at each endpoint in turn, so that the first one to go wrong is the one to mend: it was meant to
serve the image. Only a plain "I do not have it" may be what was meant there, when another one was meant to have it.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault

ABSENT = frozenset(("repository_unknown", "tag_unknown", "rewrite_missed", "rewrite_wrong"))
# What the registry itself says or does where mirrors are all that a node is to reach, or to an image it never had.
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
    """The one to name, of at least one, in the order in which the endpoints are asked."""
    first = faults[0]
    if first.code not in ABSENT:
        return first
    return next((fault for fault in faults[1:] if _is_broken(fault)), first)


def _is_broken(fault: Fault) -> bool:
    """Whether it is wrong whatever the image is."""
    if fault.code in ABSENT:
        return False
    is_fallback = fault.attempt is not None and fault.attempt.is_default
    return not (is_fallback and fault.code in OF_FALLBACK)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about certificates of registries that are valid now, and end soon.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault

_DAY = 86400
_CA_FIX = (
    "replace the CA before that date: distribute its successor with ca_trust_certificates (or tls.ca_file of the "
    "registry), then issue the certificate of the registry with it. Certificates below a CA end with it"
)


def ending_certificates(evidence: Evidence) -> Iterator[Fault]:
    """One warning per endpoint that was used, or would be."""
    if evidence.expiry_warning_days <= 0 or not evidence.now:
        return
    for attempt in _used(evidence):
        for stage in attempt.probe.stages if attempt.probe else ():
            if stage.name == "tls" and stage.state == "passed":
                yield from _of_stage(attempt, stage, evidence)


def _used(evidence: Evidence) -> list[Attempt]:
    """The endpoints up to the one that served the image; all if it is not known."""
    attempts = list(evidence.attempts)
    urls = [attempt.endpoint.url for attempt in attempts]
    return attempts[: urls.index(evidence.served_by) + 1] if evidence.served_by in urls else attempts


def _of_stage(attempt: Attempt, stage: Stage, evidence: Evidence) -> Iterator[Fault]:
    ends = stage.facts.get("ends")
    if not isinstance(ends, int) or not 0 <= ends - evidence.now <= evidence.expiry_warning_days * _DAY:
        return
    subject = str(stage.facts.get("ends_subject") or "the certificate")
    is_authority = stage.facts.get("ends_issues") is True
    what = f"{'the CA ' if is_authority else ''}{subject}"
    observed = f"{what} ends in {_days(ends - evidence.now)}, on {datetime.fromtimestamp(ends, UTC):%Y-%m-%d %H:%M UTC}"
    yield Fault("tls_ends_soon", observed, attempt, stage, fix=_CA_FIX if is_authority else "")


def _days(seconds: float) -> str:
    days = int(seconds // _DAY)
    return "less than a day" if days < 1 else f"{days} day{'s' * (days != 1)}"

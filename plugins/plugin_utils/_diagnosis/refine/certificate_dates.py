# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dates of the certificates of registries: those that are not valid now, and those that end soon.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import Certificate
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.texts import clock_offset

_DAY = 86400
_DATE = "%Y-%m-%d %H:%M UTC"
# Below this, it is the time that the answer took to come.
_LEAST_SKEW = 30.0
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
    observed = f"{what} ends in {_days(ends - evidence.now)}, on {datetime.fromtimestamp(ends, UTC):{_DATE}}"
    yield Fault("tls_ends_soon", observed, attempt, stage, fix=_CA_FIX if is_authority else "")


def _days(seconds: float) -> str:
    days = int(seconds // _DAY)
    return "less than a day" if days < 1 else f"{days} day{'s' * (days != 1)}"


def with_dates(fault: Fault, evidence: Evidence, chain: tuple[Certificate, ...]) -> Fault:
    """The fault with the certificate that is not valid now; a fault of the clock if the clock of the node is wrong."""
    node_time = node_time_of(fault, evidence)
    if node_time is None:
        return fault
    wrong = next((one for one in chain if not one.begins <= node_time <= one.ends), None)
    if wrong is None:
        return _dates_elsewhere(fault, chain)
    dates = f"{wrong.subject} is valid from {wrong.begins:{_DATE}} to {wrong.ends:{_DATE}}"
    clock = f"the time of the node is {node_time:{_DATE}}"
    skew = _skew(evidence, node_time, wrong)
    if skew:
        return Fault("clock_skew", f"{skew}: {clock}, while {dates}", fault.attempt, fault.stage)
    code = "tls_expired" if wrong.ends < node_time else "tls_not_yet_valid"
    return replace(fault, code=code, observed=f"{dates}; {clock}")


def _dates_elsewhere(fault: Fault, chain: tuple[Certificate, ...]) -> Fault:
    """All that was sent is valid: it is a CA certificate of the node."""
    if not chain:
        return fault
    issuer = chain[-1].issuer
    observed = f"{fault.observed}; all certificates sent are valid, the certificate of {issuer} on the node is not"
    return replace(
        fault, observed=observed, fix="add its successor to ca_trust_certificates, then run the role ca_trust"
    )


def node_time_of(fault: Fault, evidence: Evidence) -> datetime | None:
    """The time of the node at the request, else the time of the controller; None if both are unknown."""
    seconds = fault.stage.facts.get("node_time") if fault.stage else None
    seconds = seconds if isinstance(seconds, int | float) else evidence.now
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, OSError, ValueError):
        return None


def _skew(evidence: Evidence, node_time: datetime, certificate: Certificate) -> str:
    """The offset of the clock and its source, if the certificate is valid at the correct time."""
    by_controller = node_time.timestamp() - evidence.now if evidence.now else None
    by_service = evidence.context.clock_offset
    for offset, source in ((by_service, "its time service"), (by_controller, "the controller's clock")):
        if offset is None or abs(offset) < _LEAST_SKEW:
            continue
        if certificate.begins.timestamp() <= node_time.timestamp() - offset <= certificate.ends.timestamp():
            return f"the clock is {clock_offset(offset)} according to {source}"
    return ""

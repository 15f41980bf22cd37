# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fault at one endpoint or on the node, and its conversion to a cause.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE, UNKNOWN
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause, CauseKind
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.known_issues import Concern
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import (
    host_of,
    name_of,
    split_reference,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import proxy_values
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.texts import one_line

_NETWORK_STAGES = ("dns", "tcp", "proxy")
# The causes on a node that its configuration can have. The others, such as a full disk, are complete.
_OF_CONFIG = ("runtime_down", "mirror_ignored")


@dataclass(frozen=True)
class Fault:
    """One fault with its code; ``observed`` is a text, ``attempt`` the endpoint (None: the node itself).

    ``stage`` is the failed stage of the probe, if there was a probe. ``values`` are for the templates of the catalogue.
    ``checked``, ``expected`` and ``fix`` replace the texts of the catalogue if they are set.
    """

    code: str
    observed: str
    attempt: Attempt | None = None
    stage: Stage | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    checked: str = ""
    expected: str = ""
    fix: str = ""

    @property
    def url(self) -> str:
        """The endpoint's URL, empty for a fault of the node."""
        return self.attempt.endpoint.url if self.attempt else ""

    @property
    def host(self) -> str:
        """The endpoint's ``host[:port]``."""
        return host_of(self.url)


def cause_of(fault: Fault, evidence: Evidence, severity: str = "error") -> Cause:
    """The cause of the fault, with masked URLs in all texts."""
    kind = CATALOGUE.get(fault.code, CATALOGUE[UNKNOWN])
    values = {**_values(fault, evidence), **fault.values}
    return Cause(
        code=kind.code,
        endpoint=mask_urls(fault.url),
        checked=one_line(fault.checked or kind.checked.format_map(values)),
        observed=one_line(fault.observed) or "nothing",
        expected=one_line(fault.expected or kind.expected.format_map(values)),
        fix=one_line(fault.fix or kind.fix.format_map(values), _known_issues(fault, kind, evidence, severity)),
        doc=f"docs/causes.md#{kind.code}",
        severity=severity,
    )


def _values(fault: Fault, evidence: Evidence) -> dict[str, str]:
    repository, version = split_reference(evidence.reference)
    host = fault.host or evidence.registry
    endpoint = fault.attempt.endpoint if fault.attempt else None
    key = (endpoint.credential_key if endpoint else "") or host
    return {
        "reference": evidence.reference,
        "registry": evidence.registry,
        "mirror": repr(evidence.mirror_key),
        "host": host,
        "name": name_of(host),
        "peer": host,
        "peer_name": name_of(host),
        "url": fault.url or host,
        "original": repository,
        "repository": (endpoint.repository if endpoint else "") or repository,
        "version": version,
        "key": repr(key),
        "account": f"credentials under {key!r}" if endpoint and endpoint.credential_key else "without credentials",
        "ca": _trusted(endpoint.ca if endpoint else ""),
        "client": (endpoint.client_certificate if endpoint else "") or "none",
        **proxy_values(endpoint, evidence),
        "unit": evidence.unit or "UNIT",
    }


def _trusted(ca: str) -> str:
    return "the system's CA certificates" if ca in ("", "system") else f"the system's and {ca}"


def _known_issues(fault: Fault, kind: CauseKind, evidence: Evidence, severity: str) -> str:
    """Faults of the version that may have a part in it: they are never about the network."""
    if severity != "error" or kind.stage in _NETWORK_STAGES or (kind.stage == "node" and kind.code not in _OF_CONFIG):
        return ""
    issues = _concern(fault, evidence).select(evidence.context.known_issues)
    return f"; this version also has known issues: {'; '.join(issues)}" if issues else ""


def _concern(fault: Fault, evidence: Evidence) -> Concern:
    """A fault at the registry itself, or of the node, can come from any mirror of the registry."""
    is_at_mirror = fault.attempt is not None and not fault.attempt.is_default
    hosts = {host_of(attempt.endpoint.url) for attempt in evidence.attempts}
    return Concern(
        evidence.registries,
        evidence.mirror_key,
        {*hosts, *evidence.mirror_hosts, evidence.registry},
        evidence.program,
        fault.host if is_at_mirror else "",
    )

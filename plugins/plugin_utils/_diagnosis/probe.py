# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the fault that a probe found at one endpoint to the code that it is known by.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE, UNKNOWN
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.deciding_endpoint import ABSENT
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of, name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.answers import refine_answers
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.connection import refine_connection
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.credentials import refine_credentials
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.names import refine_names
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.route import refine_route
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.scopes import refine_scopes
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.tls import refine_tls

# All other faults of a probe have the same name as the code.
_CODES = {"dns_temporary": "dns", "tls_untrusted": "tls_unknown_ca"}
_SILENT_NAME_SERVERS = (
    "find out why no name server answers the node: check the servers in /etc/resolv.conf, and the connection to them"
)


_REFINEMENTS = (
    refine_connection,
    refine_tls,
    refine_route,
    refine_scopes,
    refine_credentials,
    refine_names,
    refine_answers,
)


def fault_of_probe(attempt: Attempt) -> Fault | None:
    """What the probe of an endpoint found, None where it found nothing wrong or there was no probe."""
    stage = attempt.probe.fault if attempt.probe else None
    if stage is None:
        return None
    code = _CODES.get(stage.fault, stage.fault)
    if code not in CATALOGUE:
        return Fault(UNKNOWN, f"stage {stage.name}: {stage.fault} {stage.observed}", attempt, stage)
    fix = _SILENT_NAME_SERVERS if stage.fault == "dns_temporary" else ""
    return Fault(code, stage.observed, attempt, stage, _peer(stage), fix=fix)


def is_miss_of_peer(fault: Fault) -> bool:
    """Whether a peer-to-peer registry does not have the image. This is normal: the next endpoint is requested."""
    if fault.attempt is None or not fault.attempt.is_peer:
        return False
    is_absent = fault.stage is not None and fault.stage.name == "manifest" and fault.stage.facts.get("status") == 404
    return is_absent or fault.code in ABSENT


def refined(fault: Fault, evidence: Evidence) -> Fault:
    """The fault with the most specific code that the evidence allows."""
    for refine in _REFINEMENTS:
        fault = refine(fault, evidence)
    return fault


def is_healthy(attempt: Attempt) -> bool:
    """Whether the endpoint was probed and nothing was wrong; what could not be probed (a SOCKS proxy) is unknown."""
    if attempt.probe is None or attempt.probe.fault is not None:
        return False
    return any(stage.name == "v2" and stage.state == "passed" for stage in attempt.probe.stages)


def _peer(stage: Stage) -> dict[str, str]:
    """The host of the fault if it is not the endpoint: a proxy with https, a token server, the host of a layer."""
    realm, host = stage.facts.get("realm"), stage.facts.get("host")
    if stage.name == "token" and isinstance(realm, str) and realm:
        peer = host_of(realm)
    elif stage.name == "blob" and isinstance(host, str) and host:
        peer = host_of(host) if "://" in host else host
    elif stage.name == "manifest" and isinstance(host, str) and host:
        # The registry redirects there.
        return {"peer": host, "peer_name": name_of(host), "host": host, "name": name_of(host)}
    elif stage.name == "proxy" and stage.fault.startswith("tls_"):
        peer = host_of(str(stage.facts.get("proxy", "")))
    else:
        return {}
    return {"peer": peer, "peer_name": name_of(peer)} if peer else {}

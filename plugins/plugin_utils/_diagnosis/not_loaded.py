# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a restart would fix a fault, because the running service has not loaded the configuration on disk.

Probes use the files on the node, so a fault that a probe finds usually remains after a restart. Exceptions: the runtime
still has to generate the files, or the process has another route than the files.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.deciding_endpoint import ABSENT
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import restart_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.route import (
    UNPROXIED,
    UNREACHED,
    wanted_route,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, View

ENVIRONMENT, REGISTRIES, TRUST = "proxy", "registries", "ca_trust"
_CREDENTIALS = frozenset(
    ("credentials_missing", "credentials_wrong", "credentials_not_used", "forbidden", "token_scope")
)
_ROUTES = UNREACHED | UNPROXIED | {"proxy_not_a_proxy", "proxied_but_should_not", "direct_but_should_not", "timeout"}
_UNTRUSTED = frozenset(("tls_unknown_ca", "tls_missing_intermediate"))
_WRITTEN = "the values that the role proxy has written"
# A restart alone could load manual changes of the files.
_RELOAD_FIX = "run the roles registries and runtime (they write and restart only if needed)"
_TRUST_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def not_loaded(fault: Fault, evidence: Evidence) -> Fault | None:
    """The fault of the node that explains one that a probe found, None if it would stay after a restart."""
    if fault.code in _ROUTES and _environment_is_stale(fault, evidence):
        return _environment_fault(fault, evidence)
    if fault.code in _UNTRUSTED and any(name in _differing(evidence) for name in _TRUST_VARIABLES):
        return _environment_fault(fault, evidence)
    if fault.code in _UNTRUSTED and fault.stage is None and _trust_is_stale(evidence):
        return _config_fault(fault, evidence, "")
    if REGISTRIES in evidence.context.pending_roles and _has_other_endpoint(fault, evidence):
        return _config_fault(fault, evidence, "the configuration on disk has other endpoints or settings")
    return None


def not_loaded_though_healthy(fault: Fault, evidence: Evidence) -> Fault | None:
    """The same for a fault that only the runtime reports, while the probe with the files on disk passes."""
    roles = evidence.context.pending_roles
    if fault.code.startswith("tls_") and (roles or evidence.context.judges_as_go):
        return _config_fault(fault, evidence, "TLS works with the CA certificates and settings on disk")
    if fault.code in _ROUTES and (ENVIRONMENT in roles or evidence.context.environment_differs):
        return _environment_fault(fault, evidence)
    if fault.code in _CREDENTIALS and REGISTRIES in roles:
        return _config_fault(fault, evidence, "the image is available with the credentials on disk")
    if (fault.code in ABSENT or fault.code in _ROUTES or fault.code == "unknown") and roles:
        return _config_fault(fault, evidence, "the image is available with the configuration on disk")
    return None


def pending(evidence: Evidence) -> Fault | None:
    """What the running service has not loaded, as a fault of its own."""
    if evidence.context.environment_differs or evidence.context.pending_roles == (ENVIRONMENT,):
        return _environment_fault(Fault("environment_not_loaded", ""), evidence)
    return _config_fault(Fault("config_not_loaded", ""), evidence, "") if evidence.context.pending_roles else None


def _environment_is_stale(fault: Fault, evidence: Evidence) -> bool:
    differing = _differing(evidence)
    if not differing and ENVIRONMENT not in evidence.context.pending_roles:
        return False
    endpoint = fault.attempt.endpoint if fault.attempt else None
    wanted = wanted_route(endpoint, evidence) if endpoint else None
    if endpoint is None or wanted is None or wanted.proxy != endpoint.route.proxy:
        return True
    # Two addresses that differ only in their credentials are equal when masked.
    return fault.code == "proxy_auth" and endpoint.route.variable in differing


def _trust_is_stale(evidence: Evidence) -> bool:
    return evidence.context.ca_newer_than_process or TRUST in evidence.context.pending_roles


def _differing(evidence: Evidence) -> tuple[str, ...]:
    return evidence.context.environment_differs


def _has_other_endpoint(fault: Fault, evidence: Evidence) -> bool:
    if evidence.view is None or evidence.wanted is None:
        return False
    now, then = _essences(evidence.view), _essences(evidence.wanted)
    endpoint = fault.attempt.endpoint if fault.attempt else None
    stays = endpoint is not None and _essence(endpoint) in then and all(one in now for one in then)
    return not stays


def _essences(view: View) -> list[Endpoint]:
    return [_essence(endpoint) for endpoint in view.endpoints]


def _essence(endpoint: Endpoint) -> Endpoint:
    """What the registries' settings decide."""
    key = "some" if endpoint.credential_key else ""
    return replace(endpoint, credential_key=key, notes=(), capabilities=(), route=type(endpoint.route)())


def _environment_fault(fault: Fault, evidence: Evidence) -> Fault:
    code = "environment_not_loaded"
    overriding = "; ".join(_overriding(evidence))
    if overriding:
        # The process has loaded it. A restart has no effect while that file exists.
        fix = f"remove the overriding variables ({overriding}), then run the role runtime"
        return replace(_with_symptom(fault, evidence, code, overriding), expected=_WRITTEN, fix=fix)
    names = ", ".join(_differing(evidence)) or "the environment"
    return _with_symptom(fault, evidence, code, f"{names} of the process differs from the value on disk")


def _overriding(evidence: Evidence) -> list[str]:
    differing = set(_differing(evidence))
    return [entry for entry in evidence.context.shadowed if differing & set(entry.split())]


def _config_fault(fault: Fault, evidence: Evidence, why: str) -> Fault:
    roles = ", ".join(evidence.context.pending_roles)
    stale = f"not loaded: {roles}" if roles else "the process started before the last change"
    if evidence.context.ca_newer_than_process and fault.code.startswith("tls_"):
        stale = "the CA certificates on disk are newer than the process"
    found = _with_symptom(fault, evidence, "config_not_loaded", stale, why)
    if not roles:
        return replace(found, fix=restart_of(evidence))
    return replace(found, fix=_RELOAD_FIX) if REGISTRIES in evidence.context.pending_roles else found


def _with_symptom(fault: Fault, evidence: Evidence, code: str, state: str, why: str = "") -> Fault:
    since = f" (since {evidence.context.since})" if evidence.context.since else ""
    symptom = f"currently: {fault.observed}" if fault.observed else ""
    observed = "; ".join(filter(None, (f"{state}{since}", why, symptom)))
    return Fault(code, observed, fault.attempt, fault.stage)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What exactly is wrong with a registry's certificate, read out of the chain that it sent.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import (
    Certificate,
    read_chain,
    read_pem,
    why_intermediate,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.certificate_dates import (
    node_time_of,
    with_dates,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.chain import (
    broken_link,
    first_in_go,
    with_own_fix,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.trust import replaced_store
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import SYSTEM

_NAMES_SHOWN = 6
_CA_FILE_FIX = "set tls.ca_content to the CA certificate (the role registries writes the file), or correct tls.ca_file"
_UNDECIDED_FIX = (
    "install openssl on the node and run verify again; there are two possible causes: the registry does not send its "
    "intermediate (append it to the certificate file there), or the nodes do not have the CA (ca_trust_certificates, "
    "then the roles ca_trust and runtime)"
)
_SILENCE_FIX = (
    "find out why {host} accepts a connection and then sends nothing: it hangs, or its packets are lost (large packets "
    "are lost if the MTU is too large)"
)


def refine_tls(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or what it is in truth."""
    chain = read_chain(fault.stage.facts.get("chain")) if fault.stage else ()
    found = _left_out(_exactly(fault, evidence, chain), evidence)
    first = _first(fault, evidence, chain)
    if first in ("", fault.code):
        return found
    earlier = _exactly(replace(fault, code=first), evidence, chain)
    return replace(earlier, observed=f"{earlier.observed}; besides, {found.observed}")


def _left_out(fault: Fault, evidence: Evidence) -> Fault:
    """Settings of the registry that the variables have and the node has not: it was changed, or never written."""
    endpoint = fault.attempt.endpoint if fault.attempt else None
    wanted = evidence.by_variables(endpoint) if endpoint else None
    if endpoint is None or wanted is None:
        return fault
    left_out = {
        "tls_unknown_ca": ("a CA", wanted.ca, endpoint.ca),
        "tls_client_cert": ("a client certificate", wanted.client_certificate, endpoint.client_certificate),
    }
    what, by_variables, found = left_out.get(fault.code, ("", "", ""))
    if by_variables in ("", SYSTEM, found):
        return fault
    observed = f"{fault.observed}; the variables contain {what} for it, the configuration of the runtime does not"
    return replace(fault, observed=observed, fix="run the roles registries and runtime")


def _first(fault: Fault, evidence: Evidence, chain: tuple[Certificate, ...]) -> str:
    """What the runtime meets before that which the probe met."""
    if fault.code not in ("tls_unknown_ca", "tls_name") or not chain or not fault.stage or fault.stage.name != "tls":
        return ""
    return first_in_go(chain[0], name_of(fault.host), node_time_of(fault, evidence))


def _exactly(fault: Fault, evidence: Evidence, chain: tuple[Certificate, ...]) -> Fault:
    if fault.code == "tls_unknown_ca":
        return _unknown_ca(fault, evidence, chain)
    if fault.code == "tls_name" and chain:
        return _name(fault, chain[0])
    if fault.code in ("tls_expired", "tls_not_yet_valid"):
        return with_dates(fault, evidence, chain)
    if fault.code == "timeout" and fault.stage and fault.stage.name == "tls":
        return replace(fault, fix=_SILENCE_FIX.format(host=fault.host))
    return with_own_fix(fault) if fault.code == "tls_handshake" else fault


def _unknown_ca(fault: Fault, evidence: Evidence, chain: tuple[Certificate, ...]) -> Fault:
    of_store = _trust_store(fault, evidence, chain)
    if of_store is not None or not chain:
        return of_store or fault
    top = chain[-1]
    if len(chain) == 1 and top.is_self_signed:
        return _self_signed(fault, top)
    broken = broken_link(fault, chain)
    if broken is not None:
        return broken
    anchors = read_pem(evidence.anchors)
    known = (*anchors, *_other_chains(fault, evidence))
    if not _is_whole(fault) and not any(one.is_self_signed and top.is_issued_by(one) for one in known):
        return _undecided(fault, top)
    why = "" if top.is_self_signed else why_intermediate(top, known)
    if why:
        return _missing_intermediate(fault, top, why)
    managed = _is_managed(top, anchors)
    fix = "run the roles ca_trust and runtime" if managed else fault.fix
    return replace(fault, observed=f"{_signed_by(top, anchors, managed)}{_interception(fault)}", fix=fix)


def _trust_store(fault: Fault, evidence: Evidence, chain: tuple[Certificate, ...]) -> Fault | None:
    """The fault of the CA certificates of the node, independent of the server. None without such a fault."""
    has_ca_file = fault.stage is not None and "ca_file" in fault.stage.facts
    replaced = None if has_ca_file else replaced_store(fault, evidence, _issuer(chain))
    if replaced is not None:
        return replaced
    missing = evidence.context.anchors_missing
    if missing:
        observed = f"{fault.observed}; missing in the trust bundle of the node: {', '.join(missing)}"
        return replace(fault, observed=observed, fix="run the roles ca_trust (it builds the bundle) and runtime")
    return replace(fault, fix=_CA_FILE_FIX) if has_ca_file else None


def _self_signed(fault: Fault, leaf: Certificate) -> Fault:
    observed = f"it is self-signed ({leaf.subject}){_interception(fault)}"
    fix = (
        "have a CA that the nodes trust sign it; or trust this very certificate: ca_trust_certificates with "
        "allow_leaf: true, then run the roles ca_trust and runtime"
    )
    return replace(fault, observed=observed, fix=fix)


def _is_whole(fault: Fault) -> bool:
    """Whether the node could read the whole chain. The probe reports if it could not."""
    return not fault.stage or fault.stage.facts.get("chain_whole") is not False


def _undecided(fault: Fault, leaf: Certificate) -> Fault:
    observed = (
        f"signed by {leaf.issuer}; this node can't read the intermediates that were sent: its Python (before "
        "3.10) shows the server's own certificate alone, and openssl is not there or failed"
    )
    return replace(fault, observed=observed, fix=_UNDECIDED_FIX)


def _missing_intermediate(fault: Fault, top: Certificate, why: str) -> Fault:
    observed = (
        f"the last certificate sent is {top.subject}; its issuer {top.issuer}, an intermediate ({why}), is not sent"
    )
    return replace(fault, code="tls_missing_intermediate", observed=observed)


def _issuer(chain: Sequence[Certificate]) -> str:
    """The name of the CA above a chain."""
    return (chain[-1].subject if chain[-1].is_self_signed else chain[-1].issuer) if chain else ""


def _signed_by(top: Certificate, anchors: tuple[Certificate, ...], managed: bool) -> str:
    issuer = _issuer((top,))
    if managed:
        return f"signed by {issuer}, which is in ca_trust_certificates, but not in the trust store of the node"
    if any(anchor.subject == issuer for anchor in anchors):
        return f"signed by {issuer}; ca_trust_certificates contains a CA with this name, but with another key"
    return f"signed by {issuer}, which the node does not trust"


def _is_managed(top: Certificate, anchors: tuple[Certificate, ...]) -> bool:
    issuer = _issuer((top,))
    namesakes = (anchor for anchor in anchors if anchor.subject == issuer)
    return any(top.raw == anchor.raw or top.is_issued_by(anchor) for anchor in namesakes)


def _interception(fault: Fault) -> str:
    """A proxy that intercepts TLS signs certificates with its own CA."""
    route = fault.attempt.endpoint.route if fault.attempt else None
    return f"; received through the proxy {route.proxy}" if route and route.proxy else ""


def _other_chains(fault: Fault, evidence: Evidence) -> Iterator[Certificate]:
    for attempt in evidence.attempts:
        for stage in attempt.probe.stages if attempt.probe else ():
            if stage is not fault.stage:
                yield from read_chain(stage.facts.get("chain"))


def _name(fault: Fault, leaf: Certificate) -> Fault:
    names = leaf.names
    if not names:
        return replace(fault, code="tls_no_san", observed=f"no subject alternative name, only {leaf.subject}")
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return replace(fault, observed=f"its names are {', '.join(names[:_NAMES_SHOWN])}{more}{_requested_at(fault)}")


def _requested_at(fault: Fault) -> str:
    """The addresses, which may be those of another server. Empty with a proxy, which resolves the name itself."""
    stages = fault.attempt.probe.stages if fault.attempt and fault.attempt.probe else ()
    found = next((stage.facts.get("addresses") for stage in stages if stage.name == "dns"), None)
    return f"; requested at {', '.join(map(str, found))}" if isinstance(found, list) and found else ""

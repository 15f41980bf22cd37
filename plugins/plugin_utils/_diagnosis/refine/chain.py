# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first fault that Go's verification finds in a chain, and invalid links of the chain.

crypto/x509 (Go 1.19 to 1.26) checks the dates of a server's certificate, then its names, then the CA. OpenSSL, which
the probes use, checks the CA first.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import Certificate, is_among
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault

_NO_AUTHORITY_FIX = (
    "issue it again as a CA certificate (basicConstraints CA:TRUE), then issue the certificates below it again"
)
# OpenSSL's X509_V_ERR_* that a trusted CA does not correct.
_FIXES = {
    25: "issue the chain again: a CA in it allows fewer intermediates below itself than there are",
    26: "issue it again with extendedKeyUsage serverAuth, which every CA above it must allow as well",
    34: "issue it again without the unknown critical extension",
    **dict.fromkeys((47, 48), "issue it with a CA whose name constraints allow {peer_name}, or use an allowed name"),
    **dict.fromkeys((66, 67, 68), "issue the chain again with SHA-256 and keys of at least 2048 bits (RSA)"),
}


def first_in_go(leaf: Certificate, host: str, now: datetime | None) -> str:
    """The code of what is wrong with the server's own certificate; empty if its dates and names are right."""
    if now is not None and not leaf.begins <= now <= leaf.ends:
        return "tls_expired" if leaf.ends < now else "tls_not_yet_valid"
    names = (name.lower().rstrip(".") for name in leaf.names)
    return "" if not host.isascii() or is_among(host.lower(), names) else "tls_name"


def broken_link(fault: Fault, chain: Sequence[Certificate]) -> Fault | None:
    """The fault that an issuer's key did not sign the certificate, or that the issuer is not a CA."""
    for lower, upper in pairwise(chain):
        if lower.was_signed_by_another(upper):
            return _another_key(fault, lower, upper)
        if not upper.is_self_signed and upper.is_authority is False:
            return _no_authority(fault, lower, upper)
    return None


def with_own_fix(fault: Fault) -> Fault:
    """The same fault with a specific fix, if OpenSSL reports a specific error."""
    code = fault.stage.facts.get("verify_code") if fault.stage else None
    fix = _FIXES.get(code, "") if isinstance(code, int) else ""
    host = fault.values.get("peer_name", "") or fault.host.rpartition(":")[0] or fault.host
    return replace(fault, fix=fix.format(peer_name=host)) if fix else fault


def _no_authority(fault: Fault, lower: Certificate, upper: Certificate) -> Fault:
    observed = f"{upper.subject}, which signed {lower.subject}, is not a CA certificate (basicConstraints)"
    return replace(fault, observed=observed, fix=_NO_AUTHORITY_FIX)


def _another_key(fault: Fault, lower: Certificate, upper: Certificate) -> Fault:
    observed = f"{lower.subject} was signed by another {upper.subject} than the one that is sent after it"
    fix = (
        f"configure the server to send the {upper.subject} whose key signed its certificate (a renewed or an older one)"
    )
    return replace(fault, code="tls_missing_intermediate", observed=observed, fix=fix)

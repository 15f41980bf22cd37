# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the process that replace the trust store of the system: the role ca_trust has no effect then.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import (
    apply_after,
    source_of,
)

# The values of Go itself.
_USUAL = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
)


def replaced_store(fault: Fault, evidence: Evidence, issuer: str) -> Fault | None:
    """The fault that SSL_CERT_FILE or SSL_CERT_DIR selects other CA certificates, None without these variables."""
    found = {name: value for name, value in evidence.context.trust_variables.items() if value not in _USUAL}
    if not found:
        return None
    sources = {name: source_of(name, evidence) for name in found}
    settings = ", ".join(
        f"{name}={value} (set in {sources[name] or 'the variables of the role proxy'})" for name, value in found.items()
    )
    signed = f"signed by {issuer}; " if issuer else ""
    observed = f"{signed}the process trusts other CA certificates than the system: {settings}"
    places = " and ".join(f"{name} from {sources[name] or 'the variables of the role proxy'}" for name in found)
    fix = (
        f"remove {places}, or add the CA certificate to {' and '.join(found.values())}; then "
        f"{apply_after(next(iter(sources.values())), evidence)}"
    )
    return replace(fault, observed=observed, fix=fix)

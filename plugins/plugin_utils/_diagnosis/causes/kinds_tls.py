# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in the TLS handshake.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

TLS_KINDS = (
    CauseKind(
        "tls_unknown_ca",
        "tls",
        "the certificate of the registry was issued by a CA that the node does not trust",
        "the certificate of {peer}",
        "a certificate of a CA that the node trusts (trusted: {ca})",
        "add this CA to ca_trust_certificates (or registries_configs[{key}].tls.ca_file), then run the roles "
        "ca_trust, registries and runtime",
    ),
    CauseKind(
        "tls_missing_intermediate",
        "tls",
        "the registry does not send its intermediate certificate",
        "the certificate chain that {peer} sends",
        "all certificates up to a certificate that the node trusts, without the root",
        "configure {peer} to send the intermediate after its own certificate (append it to the certificate file "
        "of the server)",
    ),
    CauseKind(
        "tls_name",
        "tls",
        "the certificate is for another name",
        "the names in the certificate of {peer}",
        "{peer_name} as one of its names",
        "use a name that is in the certificate, or issue a new certificate that includes {peer_name}; if the "
        "wrong server answers, correct the address of the name (DNS, /etc/hosts)",
    ),
    CauseKind(
        "tls_no_san",
        "tls",
        "the certificate has no subject alternative name",
        "the names in the certificate of {peer}",
        "{peer_name} as a subject alternative name: programs in Go do not read the common name",
        "issue a new certificate with {peer_name} as a subject alternative name",
    ),
    CauseKind(
        "tls_expired",
        "tls",
        "a certificate has expired",
        "the dates of the certificates of {peer}",
        "certificates that are valid now",
        "renew the certificate on {peer}",
    ),
    CauseKind(
        "tls_ends_soon",
        "tls",
        "a certificate ends soon",
        "the dates of the certificates of {peer}",
        "certificates that stay valid for longer than verify_expiry_warning_days",
        "renew the certificate on {peer} before that date",
        only_warns=True,
    ),
    CauseKind(
        "tls_not_yet_valid",
        "tls",
        "a certificate is not valid yet",
        "the dates of the certificates of {peer}",
        "certificates that are valid now",
        "wait, or issue a certificate with an earlier date; if the date has passed, the clock of the CA or of the"
        " node is wrong",
    ),
    CauseKind(
        "tls_plain_http",
        "tls",
        "the registry uses plain http, but the endpoint is https",
        "the TLS handshake with {peer}",
        "an answer in TLS",
        "enable TLS in the registry, correct the port, or write http:// in the endpoint if plain text is intended",
    ),
    CauseKind(
        "tls_client_cert",
        "tls",
        "the registry requires a client certificate that it accepts",
        "the TLS handshake with {peer}",
        "an accepted client certificate (configured: {client})",
        "set registries_configs[{key}].tls.cert_file and key_file to a pair that {peer} accepts",
    ),
    CauseKind(
        "tls_handshake",
        "tls",
        "the TLS handshake fails",
        "the TLS handshake with {peer}",
        "TLS 1.2 or later with a cipher and a certificate that programs in Go accept",
        "check the TLS settings of the registry: versions, ciphers, key usage of the certificate",
    ),
)

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
        "the registry's certificate is signed by a CA that the node does not trust",
        "the certificate of {peer}",
        "one that a CA trusted by the node has signed (trusted: {ca})",
        "add that CA to ca_trust_certificates (or registries_configs[{key}].tls.ca_file), then run the roles ca_trust, "
        "registries and runtime",
    ),
    CauseKind(
        "tls_missing_intermediate",
        "tls",
        "the registry does not send its intermediate certificate",
        "the certificate chain that {peer} sends",
        "all certificates up to one that the node trusts, without the root",
        "have {peer} send the intermediate after its own certificate (append it to the server's certificate file)",
    ),
    CauseKind(
        "tls_name",
        "tls",
        "the certificate is for another name",
        "the names in the certificate of {peer}",
        "{peer_name} among its names",
        "use a name that the certificate has, or have it issued anew with {peer_name} in it; where another server "
        "answers than the one meant, correct the address of the name (DNS, /etc/hosts)",
    ),
    CauseKind(
        "tls_no_san",
        "tls",
        "the certificate has its name in the common name only",
        "the names in the certificate of {peer}",
        "{peer_name} as a subject alternative name: programs in Go do not read the common name",
        "have the certificate issued anew with {peer_name} as a subject alternative name",
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
        "tls_not_yet_valid",
        "tls",
        "a certificate is not valid yet",
        "the dates of the certificates of {peer}",
        "certificates that are valid now",
        "have it issued with an earlier date, or wait; if that date is past, the clock of the CA or the node is wrong",
    ),
    CauseKind(
        "tls_plain_http",
        "tls",
        "the registry speaks plain http where https is asked for",
        "the TLS handshake with {peer}",
        "an answer in TLS",
        "switch TLS on in the registry, correct the port, or write http:// in the endpoint if plain text is meant",
    ),
    CauseKind(
        "tls_client_cert",
        "tls",
        "the registry wants a client certificate",
        "the TLS handshake with {peer}",
        "a registry that accepts the node's client certificate (given: {client})",
        "set registries_configs[{key}].tls.cert_file and key_file to a pair that {peer} accepts",
    ),
    CauseKind(
        "tls_handshake",
        "tls",
        "the TLS handshake fails",
        "the TLS handshake with {peer}",
        "TLS 1.2 or later with a cipher and a certificate that programs in Go accept",
        "see the registry's TLS settings: versions, ciphers, key usage of the certificate",
    ),
)

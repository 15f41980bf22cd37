# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in what a registry answers: what it is, and whom it lets in.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

REGISTRY_KINDS = (
    CauseKind(
        "https_on_http",
        "v2",
        "the registry speaks TLS where plain http is asked for",
        "the answer of {url}",
        "an answer in plain http",
        "write https:// in the endpoint",
    ),
    CauseKind(
        "not_a_registry",
        "v2",
        "what answers is no registry",
        "the answer of {url}",
        "the API of a registry (status 200 or 401)",
        "correct host, port and path of the endpoint; a login page or a proxy's page answers often in its place",
    ),
    CauseKind(
        "credentials_missing",
        "token",
        "the registry wants credentials and gets none",
        "whether {host} answers requests without credentials",
        "an answer without credentials, or credentials under the key {key}",
        "set registries_configs[{key}].auth, then run the roles registries and runtime",
    ),
    CauseKind(
        "credentials_wrong",
        "token",
        "the registry refuses the credentials",
        "whether {host} accepts the credentials under the key {key}",
        "an accepted user name and password",
        "correct registries_configs[{key}].auth (expired? locked? another registry's?), then run the roles registries "
        "and runtime",
    ),
    CauseKind(
        "credentials_not_used",
        "token",
        "the right credentials stand under the wrong key",
        "under which key the credentials for {host} stand",
        "the key {key}: host and port as the endpoint has them",
        "move them to registries_configs[{key}].auth, then run the roles registries and runtime",
    ),
    CauseKind(
        "token_server",
        "token",
        "the registry's token server gives no token",
        "the token server that {host} refers to",
        "a token",
        "have the nodes reach and trust the token server as they do {host}: DNS, proxy, CA, credentials",
    ),
    CauseKind(
        "token_scope",
        "token",
        "the token does not cover the repository",
        "whether the token for {repository} on {host} is accepted",
        "a token with the right to pull",
        "give the account under {key} the right to pull {repository}",
    ),
    CauseKind(
        "forbidden",
        "manifest",
        "the registry forbids the access",
        "whether {host} gives {repository} to the node",
        "the right to pull",
        "give the account the right to pull {repository} ({account}); a firewall in front of it may also say 403",
    ),
    CauseKind(
        "rate_limited",
        "v2",
        "the registry's rate limit is used up",
        "whether {host} still answers",
        "an answer within its rate limit",
        "wait as long as it says, pull as a user with a higher limit, or through a mirror",
        temporary=True,
    ),
    CauseKind(
        "server_error",
        "v2",
        "the registry fails",
        "the answer of {host}",
        "an answer without an error of the server's own",
        "read the log of {host}; the node's settings are not the reason",
        temporary=True,
    ),
)

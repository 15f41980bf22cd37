# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in the answers of a registry: its protocol, and its permissions.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

REGISTRY_KINDS = (
    CauseKind(
        "https_on_http",
        "v2",
        "the registry uses TLS, but the endpoint is http",
        "the answer of {url}",
        "an answer in plain http",
        "write https:// in the endpoint",
    ),
    CauseKind(
        "not_a_registry",
        "v2",
        "the server is not a registry",
        "the answer of {url}",
        "the API of a registry (status 200 or 401)",
        "correct host, port and path of the endpoint; often the answer is a login page or a page of a proxy",
    ),
    CauseKind(
        "credentials_missing",
        "token",
        "the registry requires credentials, and there are none",
        "whether {host} accepts requests without credentials",
        "an accepted request, or credentials with the key {key}",
        "set registries_configs[{key}].auth, then run the roles registries and runtime",
    ),
    CauseKind(
        "credentials_wrong",
        "token",
        "the registry refuses the credentials",
        "whether {host} accepts the credentials with the key {key}",
        "an accepted user name and password",
        "correct registries_configs[{key}].auth (expired, locked, or for another registry), then run the roles "
        "registries and runtime",
    ),
    CauseKind(
        "credentials_not_used",
        "token",
        "the credentials have the wrong key",
        "the key of the credentials for {host}",
        "the key {key}: host and port as in the endpoint",
        "move them to registries_configs[{key}].auth, then run the roles registries and runtime",
    ),
    CauseKind(
        "token_server",
        "token",
        "the token server of the registry returns no token",
        "the token server of {host}",
        "a token",
        "the nodes must reach and trust the token server in the same way as {host}: check DNS, proxy, CA and "
        "credentials",
    ),
    CauseKind(
        "token_scope",
        "token",
        "the token does not cover the repository",
        "whether the token for {repository} on {host} is accepted",
        "a token with the permission to pull",
        "give the account with the key {key} the permission to pull {repository}",
    ),
    CauseKind(
        "forbidden",
        "manifest",
        "the registry denies access",
        "whether {host} allows the node to pull {repository}",
        "the permission to pull",
        "give the account the permission to pull {repository} ({account}); a firewall may also answer with status 403",
    ),
    CauseKind(
        "rate_limited",
        "v2",
        "the rate limit of the registry is exceeded",
        "whether {host} accepts more requests",
        "an answer within its rate limit",
        "wait until the limit is reset, pull as a user with a higher limit, or use a mirror",
        temporary=True,
    ),
    CauseKind(
        "server_error",
        "v2",
        "the registry answers with a server error",
        "the answer of {host}",
        "an answer without a server error",
        "read the log of {host}; the settings of the node are not the cause",
        temporary=True,
    ),
)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that RKE2's own bootstrap (wharfie) queries, from registries.yaml and the environment of RKE2.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Registries, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    NO_TLS,
    SKIP_VERIFY,
    SYSTEM,
    Endpoint,
    View,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    UnsupportedPatternError,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie import (
    BootstrapEndpoint,
    bootstrap_endpoints,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie_reference import (
    InvalidRepositoryError,
)

PROGRAM = "bootstrap"


def bootstrap_view(registries: Registries, image: str, routes: Routes) -> View:
    """What the bootstrap would do for an image; of all images it only pulls rke2-runtime."""
    try:
        found = bootstrap_endpoints(registries, image)
    except (InvalidRepositoryError, UnsupportedPatternError) as error:
        return View(PROGRAM, problems=(mask_userinfo(str(error)),))
    return View(PROGRAM, tuple(_endpoint(endpoint, routes) for endpoint in found), "registries.yaml")


def _endpoint(endpoint: BootstrapEndpoint, routes: Routes) -> Endpoint:
    url = endpoint.url
    tls = endpoint.config.tls or Tls()
    is_plain = url.scheme == "http"
    shows_client = bool(tls.cert_file and tls.key_file) and not is_plain
    return Endpoint(
        url=mask_userinfo(f"{url.scheme}://{url.host}{url.path}"),
        repository=endpoint.image.repository,
        credential_key=mask_userinfo(endpoint.config_key) if _has_credentials(endpoint.config) else "",
        ca=NO_TLS if is_plain else _ca(tls),
        client_certificate=tls.cert_file if shows_client else "",
        client_key=tls.key_file if shows_client else "",
        route=routes.to(url.scheme, url.host),
    )


def _ca(tls: Tls) -> str:
    if bool(tls.cert_file) != bool(tls.key_file):
        # The program warns of half a pair and then uses nothing of the TLS settings.
        return SYSTEM
    return SKIP_VERIFY if tls.insecure_skip_verify else tls.ca_file or SYSTEM


def _has_credentials(config: Config) -> bool:
    auth = config.auth
    return auth is not None and bool((auth.username and auth.password) or auth.auth or auth.identity_token)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registry credentials in the form the Docker Engine takes them from a client: it keeps none of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import DOCKER_HUB
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

_HUB_KEYS = ("registry-1.docker.io", "docker.io", "index.docker.io")
_HUB_ADDRESS = "https://index.docker.io/v1/"


def registry_auth(configs: Mapping[str, Config], domain: str) -> str | None:
    """The ``X-Registry-Auth`` header (base64url of JSON) for images of a registry, or None without credentials.

    Only the settings of that very host count: those of ``*`` must not be shown to every registry there is.
    """
    keys = _HUB_KEYS if domain == DOCKER_HUB else (domain,)
    auth = next((configs[key].auth for key in keys if key in configs and configs[key].auth), None)
    if auth is None or auth == Auth():
        return None
    address = _HUB_ADDRESS if domain == DOCKER_HUB else domain
    fields = {**_credentials(auth), "serveraddress": address}
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()


def _credentials(auth: Auth) -> dict[str, str]:
    if auth.identity_token:
        return {"identitytoken": auth.identity_token}
    if auth.auth:
        try:
            username, _colon, password = base64.b64decode(auth.auth, validate=True).decode().partition(":")
        except ValueError as error:
            raise PullproofError(
                "Checked: auth in the settings of a registry. Observed: no base64 of a text. "
                "Expected: base64 of user:password. Fix: encode it anew, or give username and password."
            ) from error
        return {"username": username, "password": password}
    return {"username": auth.username, "password": auth.password}

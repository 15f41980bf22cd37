# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node is requested to pull, and how its runtime is reached."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import (
    RuntimeAccess,
    WantedPull,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import (
    HUB,
    HUB_CREDENTIALS_KEY,
    HUB_NAMES,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

DOCKER = "docker"


def access_of(chosen: ChosenRuntime) -> RuntimeAccess:
    """How the node reaches an installed runtime."""
    crictl = chosen.facts["crictl"] if chosen.facts else None
    kind = "docker" if chosen.runtime.product == DOCKER else "cri"
    log_file = chosen.runtime.containerd_log
    return RuntimeAccess(kind, chosen.runtime.socket, crictl or "crictl", log_file, chosen.runtime.unit)


def wanted_pulls(
    images: Sequence[Image], configs: Mapping[str, Config], kind: str, targets: Mapping[str, Sequence[str]]
) -> list[WantedPull]:
    """One request per image. Only Docker receives credentials, the other runtimes have them in their configuration.

    `targets` are the ids of the probes of an image's endpoints, by its full reference.
    """
    return [
        WantedPull(
            image=image.image,
            reference=str(image.reference),
            repository=image.reference.name,
            version=image.reference.digest or image.reference.tag,
            digest=image.digest,
            registry_auth=registry_auth(configs, image.reference.domain) if kind == "docker" else None,
            targets=tuple(targets.get(str(image.reference), ())),
        )
        for image in images
    ]


def has_client(chosen: ChosenRuntime) -> bool:
    """Whether the node has the client of the runtime (crictl). Docker Engine needs none."""
    return chosen.runtime.product == DOCKER or (chosen.facts is not None and chosen.facts["crictl"] is not None)


def is_up(chosen: ChosenRuntime) -> bool:
    """Whether systemd calls the runtime's unit active."""
    return chosen.facts is not None and chosen.facts["unit"]["active"] == "active"


def registry_auth(configs: Mapping[str, Config], domain: str) -> str | None:
    """The ``X-Registry-Auth`` header (base64url of JSON) for images of a registry, or None without credentials.

    Only the settings of this host are used. The credentials of ``*`` must not be sent to every registry.
    """
    keys = HUB_NAMES if domain == HUB else (domain,)
    auth = next((configs[key].auth for key in keys if key in configs and configs[key].auth), None)
    if auth is None or auth == Auth():
        return None
    address = HUB_CREDENTIALS_KEY if domain == HUB else domain
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
                "The option auth in the settings of a registry is not valid base64 of user:password. "
                "Encode it again, or set username and password instead."
            ) from error
        return {"username": username, "password": password}
    return {"username": auth.username, "password": auth.password}

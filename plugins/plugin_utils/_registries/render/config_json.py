# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials in config.json, as the docker client and the kubelet (`/var/lib/kubelet/config.json`) read it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import (
    HUB_CREDENTIALS_KEY,
    HUB_NAMES,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.toml_literals import toml_key
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.node_path import is_absolute


def config_json_files(wanted: RegistrySettings) -> tuple[PlannedFile, ...]:
    """The managed entries below `auths`, for each of the configured files."""
    values = {("auths", *path): value for path, value in _entries(wanted)}
    if not values:
        return ()
    entries = {json.dumps(path): json.dumps(value) for path, value in values.items()}
    lines = "".join(f"{toml_key(path)}: {MASK}\n" for path in values)
    return tuple(
        PlannedFile(path, "json", "0600", "live", masked=lines, entries=entries) for path in wanted.docker_config
    )


def check_config_json(wanted: RegistrySettings) -> list[Finding]:
    """The files have to be named in full, and credentials for any registry have no place in them."""
    findings = [
        Finding(
            "path-not-absolute",
            "error",
            "registries_docker_config",
            f"{path!r} is not an absolute path.",
            "Write an absolute path.",
        )
        for path in wanted.docker_config
        if not is_absolute(path, wanted.platform)
    ]
    if wanted.docker_config and "*" in dict(wanted.auths()):
        where, message = "registries_configs['*'].auth", "config.json does not support credentials for '*'."
        findings.append(Finding("config-for-any", "error", where, message, "Configure each registry."))
    return findings


def _entries(wanted: RegistrySettings) -> Iterator[tuple[tuple[str, str], str]]:
    for name, auth in wanted.auths():
        key = HUB_CREDENTIALS_KEY if name in HUB_NAMES else name
        if auth.identity_token:
            yield (key, "identitytoken"), auth.identity_token
        else:
            yield (key, "auth"), auth.auth or _basic(auth)


def _basic(auth: Auth) -> str:
    return base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode()

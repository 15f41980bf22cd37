# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that can't work, or that others can read. No finding shows any."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, config_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_INDEX
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_NOT_BASE64 = RULES["auth-not-base64"]
_PAT = RULES["identity-token-is-password"]
_EMPTY = RULES["credentials-empty"]
_CLEAR = RULES["credentials-over-http"]
_BOOTSTRAP = RULES["hub-credentials-not-in-bootstrap"]

# Access tokens of Docker Hub, GitHub, GitLab, Artifactory and Quay, by their first characters.
_ACCESS_TOKENS = (
    "dckr_pat_",
    "dckr_oat_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "AKCp",
    "cmVmdGtu",
)


def check_credentials(subject: LintSubject) -> Iterator[Finding]:
    """What is wrong with the credentials of single hosts."""
    for name, config in subject.configs.items():
        where = f"{config_place(name)}.auth"
        if config.auth == Auth() and not any(
            finding.where.startswith(where) for finding in subject.registries.findings
        ):
            yield _EMPTY.at(where, "The credentials are empty.", "Set credentials, or remove the key.")
        elif config.auth and config.auth.auth and not _is_pair(config.auth.auth):
            fix = "Write the result of: printf %s 'user:password' | base64 -w0."
            yield _NOT_BASE64.at(f"{where}.auth", "The value is not base64 of user:password.", fix)
        if config.auth and config.auth.identity_token.startswith(_ACCESS_TOKENS):
            message = "This is an access token. As identity_token it is sent as an OAuth refresh token, and rejected."
            yield _PAT.at(f"{where}.identity_token", message, "Set it as the password, with its user name.")
    yield from _in_clear(subject)
    yield from _bootstrap(subject)


def is_given(auth: Auth | None) -> bool:
    """Whether there are any credentials."""
    return auth not in (None, Auth())


def _is_pair(text: str) -> bool:
    try:
        return b":" in base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False


def _in_clear(subject: LintSubject) -> Iterator[Finding]:
    for endpoint in subject.endpoints:
        url, config = endpoint.url, endpoint.config
        if url.scheme == "http" and config and is_given(config.auth) and not is_localhost(url.host):
            message = f"The credentials for {url.host} are sent without encryption."
            yield _CLEAR.at(endpoint.where, message, f"Use https://{url.host.removesuffix(':80')}{url.path}.")


def _bootstrap(subject: LintSubject) -> Iterator[Finding]:
    if subject.product != "rke2" or HUB in subject.configs or HUB_INDEX in subject.configs:
        return
    config = subject.configs.get(HUB_HOST)
    if config and is_given(config.auth):
        message = "RKE2's own pull of rke2-runtime reads credentials for index.docker.io and docker.io only."
        yield _BOOTSTRAP.at(f"{config_place(HUB_HOST)}.auth", message, f"Repeat it as registries_configs[{HUB!r}].")

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the variables of `registries` mean, for the diff: the same words for every runtime.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary, Value
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Mirror, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

_FILES = {"ca": "CA", "cert": "client certificate", "key": "client key"}


def summarize(wanted: RegistrySettings, keeps_credentials: bool) -> SettingsSummary:
    """All that is wanted; without the credentials where nothing on the node keeps them (Docker Engine)."""
    shown: dict[str, Mapping[str, Value]] = dict(_settings(wanted))
    hidden: dict[str, Mapping[str, str]] = {}
    for name, mirror in wanted.registries.mirrors.items():
        subject = f"mirror {mask_userinfo(name)}"
        shown[subject], hidden[subject] = dict(_mirror(mirror)), dict(_mirror_secrets(mirror))
    for name, config in wanted.registries.configs.items():
        subject = f"config {mask_userinfo(name)}"
        shown[subject] = dict(_tls(config.tls or Tls()))
        hidden[subject] = dict(_config_secrets(config, keeps_credentials))
    return SettingsSummary(shown, {subject: aspects for subject, aspects in hidden.items() if aspects})


def _settings(wanted: RegistrySettings) -> Iterator[tuple[str, Mapping[str, Value]]]:
    if not wanted.default_endpoint:
        yield "setting default_endpoint", {"value": "false"}
    if wanted.image_pull_progress_timeout:
        yield "setting image_pull_progress_timeout", {"value": wanted.image_pull_progress_timeout}
    if wanted.registries.dial_timeout:
        yield "setting dial_timeout", {"value": wanted.registries.dial_timeout}
    if wanted.docker_config:
        yield "setting docker_config", {"path": list(wanted.docker_config)}


def _mirror(mirror: Mirror) -> Iterator[tuple[str, Value]]:
    if mirror.endpoints:
        yield "endpoint", [mask_userinfo(endpoint) for endpoint in mirror.endpoints]
    for endpoint, options in mirror.options.items():
        if options.capabilities:
            yield f"capabilities of {mask_userinfo(endpoint)}", list(options.capabilities)
        if options.dial_timeout:
            yield f"dial timeout of {mask_userinfo(endpoint)}", options.dial_timeout
    for pattern, replacement in mirror.rewrites:
        yield f"rewrite of {pattern!r}", repr(replacement)


def _mirror_secrets(mirror: Mirror) -> Iterator[tuple[str, str]]:
    with_userinfo = [endpoint for endpoint in mirror.endpoints if mask_userinfo(endpoint) != endpoint]
    if with_userinfo:
        yield "credentials in endpoints", json.dumps(with_userinfo)
    for endpoint, options in mirror.options.items():
        for name, values in options.headers:
            yield f"header {name} of {mask_userinfo(endpoint)}", json.dumps(values)


def _tls(tls: Tls) -> Iterator[tuple[str, Value]]:
    for kind, words in _FILES.items():
        path = getattr(tls, f"{kind}_file")
        if path:
            yield f"{words} file", path
    if tls.insecure_skip_verify:
        yield "verification", "off"


def _config_secrets(config: Config, keeps_credentials: bool) -> Iterator[tuple[str, str]]:
    auth = config.auth or Auth()
    if auth != Auth() and keeps_credentials:
        yield "credentials", json.dumps([auth.username, auth.password, auth.auth, auth.identity_token])
    for kind, words in _FILES.items():
        content = getattr(config.tls or Tls(), f"{kind}_content")
        if content:
            yield words, content

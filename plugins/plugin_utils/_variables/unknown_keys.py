# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hints for keys that no runtime reads: what people mean by them, and where they belong.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import close_name

# By the key that is read.
_MEANT = {
    "identitytoken": "identity_token",
    "refresh_token": "identity_token",
    "user": "username",
    "login": "username",
    "pass": "password",
    "passwd": "password",
    "insecure": "insecure_skip_verify",
    "skip_verify": "insecure_skip_verify",
    "ca": "ca_file",
    "cert": "cert_file",
    "client": "cert_file",
    "key": "key_file",
    "mirror": "endpoint",
    "url": "endpoint",
}
# `token` is in the official RKE2 and K3s documentation, yet no version reads it.
_TOKENS = ("token", "access_token", "accesstoken", "api_key", "apikey", "api_token", "pat", "personal_access_token")
_OF_TOKEN = (
    "Write an access token as the password: username and password. identity_token is only for an OAuth refresh token."
)
_OF_HOSTS = ("auth", "tls", "username", "password", "ca_file", "cert_file", "key_file", "insecure_skip_verify")
_OF_ENDPOINTS = ("capabilities", "dial_timeout", "header", "headers")
_IN_ENDPOINT = "Write it next to 'url', in a mapping that is an entry of 'endpoint' in registries_mirrors."
_ELSEWHERE = "Credentials and TLS settings belong to registries_configs, below the host of the endpoint."


def hint_for(key: str, known: tuple[str, ...], nested: Mapping[str, str]) -> str:
    """A sentence about the key, or nothing. `nested` has the keys one level below, with the key that they belong to."""
    key = key.lower()
    if key in nested:
        return f"Indent it below {nested[key]!r}."
    if key in _TOKENS and {"password", "auth"} & {*known}:
        return _OF_TOKEN if "password" in known else f"{_OF_TOKEN} Indent them below 'auth'."
    if "endpoint" in known and key in _OF_HOSTS:
        return _ELSEWHERE
    if "url" not in known and {"endpoint", "tls"} & {*known} and key in _OF_ENDPOINTS:
        return _IN_ENDPOINT
    if "rewrite" in known and key.startswith("^"):
        return "Indent it below 'rewrite'."
    return _meant(key, known, nested)


def _meant(key: str, known: tuple[str, ...], nested: Mapping[str, str]) -> str:
    meant = _MEANT.get(key, "")
    if meant in nested and meant not in known:
        return f"Did you mean {meant!r}, below {nested[meant]!r}?"
    suggestion = meant if meant in known else close_name(key, known)
    return f"Did you mean {suggestion!r}?" if suggestion else ""

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks environment variables: user information in URLs, and the values of variables whose names suggest a secret.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import CONTAINERD_PREFIX
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK, mask_userinfo

# Up to the last @: a password may hold any character, also those that URLs do not allow.
_USER_INFO = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://).*@", re.IGNORECASE | re.DOTALL)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_SECRET_NAME = re.compile(r"PASS|TOKEN|SECRET|CREDENTIAL|AUTH|KEY")
_NAMES_A_FILE = re.compile(r"_(?:FILE|DIR|PATH)$")
_SHORTEST_SECRET = 4


def masked_value(name: str, value: str) -> str:
    """The value of a variable without secrets."""
    if value and _SECRET_NAME.search(name) and not _NAMES_A_FILE.search(name):
        return MASK
    return _USER_INFO.sub(rf"\g<scheme>{MASK}@", value)


def masked_entries(entries: t.Mapping[str, str]) -> dict[str, str]:
    """All variables without secrets."""
    return {name: masked_value(name, value) for name, value in entries.items()}


def masked_proxies(variables: t.Mapping[str, str]) -> dict[str, str]:
    """The proxy variables without user information. Their URLs may lack the scheme."""
    return {
        name: mask_userinfo(value)
        for name, value in sorted(variables.items())
        if name.upper().rpartition(CONTAINERD_PREFIX)[2] in _PROXIES
    }


def secrets_in(entries: t.Mapping[str, str]) -> list[str]:
    """The secrets themselves, longest first, to mask them in a log. Very short ones would mask parts of any text."""
    found = set()
    for name, value in entries.items():
        if masked_value(name, value) == MASK:
            found.add(value)
        for match in _USER_INFO.finditer(value):
            credentials = match.group(0)[len(match["scheme"]) : -1]
            password = credentials.partition(":")[2]
            found |= {credentials, password, unquote(password)}
    return sorted((secret for secret in found if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True)

# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks user names and passwords of URLs in values: endpoints, keys, image references, proxies.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re

MASK = "***"

# Up to the last @: a password may hold any character, also those that URLs do not allow.
_USER_INFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.\-]*://|//)?.*@", re.DOTALL)
_WORD = re.compile(r"(https?://)?[^\s\"']*@")
# A complete digest. As user information, the text before it would belong to a host `sha256` with an invalid port.
_DIGEST = re.compile(r"sha\d+:[0-9a-fA-F]{32,}")
# What was meant as the digest of an image reference, which may be incomplete.
_LIKE_A_DIGEST = re.compile(r"sha\d+(?::|$)")


def mask_userinfo(text: str) -> str:
    """The text with `***` for the user information of a URL, or for text that may be user information.

    The digest of an image reference does not follow user information.
    """
    return _masked(text, _DIGEST)


def mask_reference(text: str) -> str:
    """The same for an image reference, where a digest may be incomplete."""
    return _masked(text, _LIKE_A_DIGEST)


def mask_userinfo_in_words(text: str) -> str:
    """The same for every word of a file."""
    return _WORD.sub(_replacement, text)


def _masked(text: str, digest: re.Pattern[str]) -> str:
    name, at, rest = text.rpartition("@")
    if at and digest.match(rest) and "//" not in name:
        return f"{_USER_INFO.sub(_replacement, name)}@{rest}"
    return _USER_INFO.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    return f"{match.group(1) or ''}{MASK}@"

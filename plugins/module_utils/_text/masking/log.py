# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks secrets in lines of a service's log, and leaves the rest readable.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK

# A text in quotes, in quotes that are escaped because they stand in a text themselves, or a bare word.
# What is masked may come from a server that writes what it likes: no pattern goes over the same run of characters more
# than a few times.
_QUOTED = r"(?P<escape>\\{1,15})\"(?:(?!(?<!\\)(?P=escape)\").)*(?P=escape)\"|\"(?:\\.|[^\"\\])*\"|'[^']*'"
_VALUE = rf"{_QUOTED}|[^\s,;{{}}\[\])\"'\\][^\s,;}}\])\"'\\]*"
# After a colon, as YAML has it, words may follow without quotes: up to another key, a closing bracket, the line's end.
_WORDS = rf"{_QUOTED}|[^\s{{}}\[\])\"'\\](?:(?![,;]?(?<![ \t])[ \t]+[\"']?\w+[\"']?[:=])[^\n}}\])\"\\])*"
_PASSWORD = r"\b(?=\w*(?:password|passwd|username|identity_?token))\w+"
_TOKEN = r"[A-Za-z0-9+/=._~-]"
_PATTERNS = (
    # An HTTP header, as a debug log of containerd or Docker prints it.
    r"(?P<kept>authorization[\"']?\s*[:=][\s\[\"']*(?:(?:basic|bearer)\s+)?)[^\s\"'\]]+",
    rf"(?P<kept>\b(?:basic|bearer)\s+){_TOKEN}{{8,}}",
    rf"(?P<kept>{_PASSWORD}[\\\"']*\s*:\s*)(?:{_WORDS})",
    rf"(?P<kept>\b(?:(?=\w*(?:password|passwd|username|identity_?token|secret))\w+|auth)[\\\"']*\s*[:=]\s*)(?:{_VALUE})",
    # Messages contain the word "token" (`failed to fetch anonymous token: Get ...`): masked if the text has its form.
    rf"(?P<kept>\b\w*(?:token|api_?key)[\\\"']*\s*[:=]\s*[\\\"']*){_TOKEN}{{16,}}",
    # yaml.v2 quotes the start of a value that has the wrong type.
    r"(?P<kept>cannot unmarshal !!\w+ )`[^`]*`",
)
_SECRETS = [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]


def mask_log(text: str, secrets: t.Iterable[str] = ()) -> str:
    """`secrets` are known values, replaced wherever they stand."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = mask_urls(text)
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<kept>{MASK}", text)
    return text

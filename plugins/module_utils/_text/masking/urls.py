# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks credentials of URLs in messages, and leaves the text around them readable.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK

# Schemes are sought from the start of a word: a server may send very long ones.
_AUTHORITY = re.compile(r"(?P<scheme>(?<![a-z0-9+.-])[a-z0-9+.-]+://)[^/?#\s\"']*@", re.IGNORECASE)
# Go quotes an URL that it can't parse as it stands: the password may then hold any character, quotes as \".
_UNPARSED = re.compile(r'(?P<scheme>parse "[a-z][a-z0-9+.-]*://)(?:\\.|[^"\\])*@', re.IGNORECASE)
# `account` is the user name that a client sends to a token server; a user name may equal its password.
_QUERY = re.compile(
    r"(?P<name>[?&](?:account|sig|verify|policy|auth|authorization"
    r"|[\w.-]{0,40}(?:signature|credential|token|secret|password|accesskeyid|accessid|api_?key|jwt|hmac)[\w.-]{0,40}"
    r")=)[^&\s\"']*[^&\s\"':]",
    re.IGNORECASE,
)


def mask_urls(text: str) -> str:
    """Replace user names, passwords and signatures in URLs by `***`."""
    masked = _UNPARSED.sub(rf"\g<scheme>{MASK}@", text)
    masked = _AUTHORITY.sub(rf"\g<scheme>{MASK}@", masked)
    return _QUERY.sub(rf"\g<name>{MASK}", masked)

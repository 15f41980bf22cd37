# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error messages of crictl.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import re

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls

_FATAL = re.compile(r'level=fatal msg=("(?:\\.|[^"\\])*")')
_WRAPPING = re.compile(
    r'^(?:pulling image: |validate service connection: validate CRI v1 image API for endpoint "[^"]*": )?'
    r"(?:rpc error: code = \w+ desc = )?"
)


def runtime_words(stderr: str) -> str:
    """The runtime's own error in what crictl (1.2x to 1.36) wrote: its last fatal message without the gRPC wrapping."""
    fatal = _FATAL.findall(stderr)
    text = _unquoted(fatal[-1]) if fatal else stderr.strip()
    return mask_urls(_WRAPPING.sub("", text, count=1)) or "crictl printed no error"


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted[1:-1]

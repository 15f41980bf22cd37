# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts and keys as TOML 1.0 literals that every reader of containerd's versions takes (go-toml v1 and v2).

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(text: str) -> str:
    """A basic string."""
    return '"' + _SPECIAL.sub(_escaped, text) + '"'


def toml_texts(texts: Iterable[str]) -> str:
    """A list of basic strings, on one line."""
    return f"[{', '.join(toml_text(text) for text in texts)}]"


def toml_key(path: Iterable[str]) -> str:
    """A dotted key, with quotes where they are needed."""
    return ".".join(part if _BARE.fullmatch(part) else toml_text(part) for part in path)


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    return f"\\{char}" if char in '"\\' else f"\\u{ord(char):04x}"

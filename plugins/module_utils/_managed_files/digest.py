# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Digests of files and entries: of the texts that this collection manages, not of other texts in the same file.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.editors import EDITORS
from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_text import follows_others
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

Entries = t.Mapping[str, str]

# Managed members come first in a list. This makes the digest of any other order differ.
_MISPLACED = "\nafter members that are not managed"
_UNREADABLE = "what can't be read"


def digest_of(text: str) -> str:
    """SHA-256 of a text, for the record on the node only."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def keyed_digest(key: bytes, text: str) -> str:
    """A digest that reveals nothing about `text` without the `key` of this run."""
    return hmac.new(key, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()


def managed_part(kind: str, text: t.Optional[str], ids: t.Iterable[str]) -> t.Optional[str]:
    """The managed part of a file in the form that digests are made of; None if the file has no managed part.

    A file that can't be parsed gets a fixed text, which differs from any managed part.
    """
    if text is None or kind == "whole":
        return text
    try:
        entries = EDITORS[kind].read_entries(text, ids)
        is_misplaced = kind == "json" and follows_others(text, ids)
    except NodeError:
        return _UNREADABLE
    return entries_text(entries) + (_MISPLACED if is_misplaced else "") if entries else None


def entries_text(entries: Entries) -> str:
    """Entries in the one canonical form that digests are made of: sorted, except for the members of one list.

    Docker Engine queries `registry-mirrors` in their order.
    """
    return json.dumps(dict(sorted(entries.items(), key=_place)), separators=(",", ":"))


def _place(entry: tuple[str, str]) -> str:
    """The id of the list for a member of it, such as `["registry-mirrors", ["https://m"]]`, else the entry's own id."""
    name = entry[0]
    return name.rpartition(", [")[0] or name if name.endswith("]]") else name
